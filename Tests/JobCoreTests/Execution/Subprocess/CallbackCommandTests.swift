// Commands of callbacks: what they are given, and what their end means.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct CallbackCommandTests {
  private static func told(_ targets: Callback.Target...) -> NewJob {
    .noop { $0.callbacks = targets.map { Callback($0) } }
  }

  private func reach(_ bench: EngineBench, _ id: JobID, _ states: [CallbackState]) async throws {
    try await eventually("the callbacks of job \(id) never were \(states)") {
      try await bench.queue.callbacks(id).map(\.state) == states
    }
  }

  @Test func commandGetsTheDocumentAndTheJobInItsEnvironment() async throws {
    try await EngineBench.run { bench async throws in
      let file = "\(bench.scratch.path)/told"
      let script =
        "cat > \(file).1; echo $JOBD_JOB_ID $JOBD_JOB_NAME $JOBD_JOB_STATE >> \(file).1; mv \(file).1 \(file)"
      var job = Self.told(.command(["/bin/sh", "-c", script]))
      job.name = "n"
      let id = try await bench.submit(job)
      try await reach(bench, id, [.delivered])
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.hasPrefix(#"{"data":{"#) && text.hasSuffix("\(id) n succeeded\n"), "\(text)")
    }
  }
}
