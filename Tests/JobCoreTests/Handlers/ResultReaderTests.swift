// What a follow-up knows of its parents: a child by its environment, a handler by its context.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct ResultReaderTests {
  private func after(_ ids: [JobID], on condition: EndCondition = .any) -> [Dependency] {
    ids.map { Dependency(.job($0), on: condition) }
  }

  @Test func parentThatMadeNothingHasNoResult() async throws {
    try await EngineBench.run { bench async throws in
      let failed = try await bench.submit(NewJob(.handler(name: "fail", payload: nil)))
      let cancelled = try await bench.submit(.shell("echo never") { $0.holds = true })
      _ = try await bench.queue.cancel(cancelled)
      let script = "env | grep ^JOBD_PARENT | sort | tr '\\n' ' '"
      let output = try await bench.shell(script) { $0.after = after([failed, cancelled]) }
      #expect(
        output == "JOBD_PARENT_1_ID=\(failed) JOBD_PARENT_1_STATE=failed JOBD_PARENT_2_ID=\(cancelled) "
          + "JOBD_PARENT_2_STATE=cancelled JOBD_PARENT_COUNT=2 ")
    }
  }

  @Test func handlerReadsItsParents() async throws {
    var handlers = HandlerRegistry.builtIn
    handlers.register("join") { context in
      var joined: [UInt8] = []
      for parent in context.parents {
        joined += try await parent.result(bytesMax: 4)?.bytes ?? Array("\(parent.state.name)".utf8)
      }
      return Array("\"\(String(decoding: joined, as: UTF8.self))\"".utf8)
    }
    try await EngineBench.run(handlers: handlers) { bench async throws in
      let text = try await bench.submit(.shell("printf 123456"))
      let json = try await bench.submit(NewJob(.handler(name: "echo", payload: "78")))
      let bad = try await bench.submit(NewJob(.handler(name: "fail", payload: nil)))
      var job = NewJob(.handler(name: "join", payload: nil))
      job.after = after([text, json, bad])
      let end = try await bench.finish(job)
      #expect(try await bench.queue.result(end.id).bytes == Array(#""123478failed""#.utf8))
    }
  }
}
