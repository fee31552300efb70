// Follow-ups a handler asks for: they come with the end of its job, and only with it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct FollowUpBasketTests {
  private func run(
    _ handler: @escaping Handler, _ change: (inout NewJob) -> Void = { _ in },
    _ body: (EngineBench, Job) async throws -> Void
  ) async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("parent", handler)
    var job = NewJob(.handler(name: "parent", payload: nil))
    change(&job)
    try await EngineBench.run(handlers: handlers) { bench async throws in
      try await body(bench, try await bench.finish(job))
    }
  }

  private func children(_ bench: EngineBench, _ parent: Job) async throws -> [Job] {
    var children: [Job] = []
    for id in try await bench.queue.job(parent.id).children { children.append(try await bench.end(of: id)) }
    return children
  }

  @Test func followUpsComeWithTheEndAndRunByTheirConditions() async throws {
    try await run({ context in
      try context.followUp(.noop { $0.name = "any" })
      try context.followUp(.noop { $0.name = "success" }, on: .success)
      try context.followUp(
        .noop {
          $0.name = "failure"
          $0.then = [FollowUp(on: .any, .noop())]
        }, on: .failure)
      return nil
    }) { bench, parent async throws in
      let children = try await children(bench, parent)
      #expect(children.map(\.name) == ["any", "success", "failure"])
      #expect(children.map(\.state) == [.succeeded, .succeeded, .skipped])
      #expect(children.allSatisfy { $0.submittedBy == "job:\(parent.id)" })
      #expect(try await bench.end(of: try #require(children[2].children.first)).state == .succeeded)
    }
  }

  /// With the rights of whoever submitted the first of the line, so that they can be taken back.
  @Test func followUpIsGrantedByTheSubmitterOfItsJob() async throws {
    try await run(
      { context in
        try context.followUp(.noop { $0.then = [FollowUp(.noop())] })
        return nil
      }, { ($0.submittedBy, $0.limits) = ("token:ci", RealmLimits(queues: ["default"])) }
    ) { bench, parent async throws in
      let child = try #require(try await children(bench, parent).first)
      for id in [child.id] + child.children {
        let spec = try await bench.queue.detail(id).spec
        #expect(spec.grantedBy == "token:ci" && spec.submitter == "token:ci" && spec.submittedBy == "job:\(parent.id)")
        #expect(spec.limits == RealmLimits(queues: ["default"]))
      }
    }
  }

  @Test func attemptThatIsRetriedTakesItsFollowUpsWithIt() async throws {
    try await run({ context in
      try context.followUp(.noop { $0.name = "of-\(context.attempt)" })
      if context.attempt == 1 { throw HandlerError(code: "again", message: "not yet") }
      return nil
    }) {
      $0.retry.maxAttempts = 2
      $0.retry.initialMicros = 0
    } _: { bench, parent async throws in
      #expect(try await children(bench, parent).map(\.name) == ["of-2"])
    }
  }

  @Test func badFollowUpFailsTheCallAndNotTheJob() async throws {
    try await run({ context in
      #expect(throws: SubmitError.self) { try context.followUp(.noop { $0.priority = 5_000 }) }
      #expect(throws: SubmitError.self) { try context.followUp(NewJob(.handler(name: "nobody", payload: nil))) }
      return nil
    }) { bench, parent async throws in
      #expect(parent.state == .succeeded && parent.children.isEmpty)
    }
  }

  @Test func refusedFollowUpIsLeftOutAndTheOthersStand() async throws {
    try await run({ context in
      try context.followUp(.noop { $0.batch = BatchID(99) })
      try context.followUp(.noop { $0.after = [Dependency(.job(JobID(99)))] })
      try context.followUp(.noop { $0.name = "fine" })
      return nil
    }) { bench, parent async throws in
      #expect(parent.state == .succeeded)
      #expect(try await children(bench, parent).map(\.name) == ["fine"])
    }
  }

  @Test func followUpTakesOverTheUniqueKeyOfItsParent() async throws {
    try await run({ context in
      try context.followUp(
        .noop {
          $0.unique = UniqueRule(key: "chain")
          $0.name = "next"
        })
      return nil
    }) {
      $0.unique = UniqueRule(key: "chain")
    } _: { bench, parent async throws in
      #expect(try await children(bench, parent).map(\.state) == [.succeeded])
    }
  }

  @Test func codeOfAHandlersErrorIsBounded() async throws {
    try await run({ _ in
      throw HandlerError(code: String(repeating: "ä", count: 1_000), message: "m")
    }) { _, parent async throws in
      #expect(parent.failure?.code == String(repeating: "ä", count: Limits.errorCodeBytesMax / 2))
    }
  }
}
