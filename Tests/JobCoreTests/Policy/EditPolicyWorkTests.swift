// What a job does after an edit: what is said changes, and the rest stays.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EditPolicyWorkTests {
  private static let stored: NewJob = {
    var job = NewJob(.handler(name: "old", payload: "1"))
    job.process.environment = ["A": "1"]
    job.process.nice = 3
    job.graceMicros = 5
    return job
  }()

  private func edited(_ change: (inout JobPatch) -> Void) -> NewJob {
    var patch = JobPatch()
    change(&patch)
    return EditPolicy.edited(Self.stored, patch)
  }

  @Test func nothingSaidIsNothingChanged() {
    #expect(edited { _ in } == Self.stored)
  }

  @Test func handlerAndPayloadChangeEachByItself() {
    #expect(edited { $0.work = .handler(name: "new", payload: nil) }.work == .handler(name: "new", payload: "1"))
    #expect(edited { $0.work = .handler(name: nil, payload: .set("2")) }.work == .handler(name: "old", payload: "2"))
    #expect(edited { $0.work = .handler(name: nil, payload: .clear) }.work == .handler(name: "old", payload: nil))
  }

  @Test func surroundingsChangeFieldByField() {
    let job = edited {
      $0.process.nice = .clear
      $0.process.workingDirectory = .set("/")
    }
    #expect(job.process.nice == nil && job.process.workingDirectory == "/" && job.process.environment == ["A": "1"])
    #expect(job.graceMicros == 5)
  }

  @Test(arguments: JobKind.allCases) func kindStays(_ kind: JobKind) {
    let edits: [WorkEdit] = [
      .exec(argv: ["a"]), .shell("a"), .http(HTTPWork(url: "http://localhost/")), .handler(name: "a", payload: nil),
    ]
    for edit in edits {
      var patch = JobPatch()
      patch.work = edit
      #expect((EditPolicy.fault(of: patch, ofKind: kind) == nil) == (edit.kind == kind), "\(edit)")
    }
    #expect(edited { $0.work = .shell("a") }.work == Self.stored.work)
    #expect(EditPolicy.fault(of: JobPatch(), ofKind: kind) == nil)
  }
}
