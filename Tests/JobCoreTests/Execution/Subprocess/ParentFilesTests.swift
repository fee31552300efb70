// Files of parents for a child: where each finds what its parents made, and what is said when that is gone.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct ParentFilesTests {
  private func after(_ ids: [JobID], on condition: EndCondition = .any) -> [Dependency] {
    ids.map { Dependency(.job($0), on: condition) }
  }

  @Test func childFindsResultsOfItsParentsInFiles() async throws {
    try await EngineBench.run { bench async throws in
      let text = try await bench.submit(.shell("echo text"))
      let file = try await bench.submit(.shell("printf chosen > $JOBD_RESULT; echo not this"))
      let json = try await bench.submit(NewJob(.handler(name: "echo", payload: #"{"n":1}"#)))
      let bad = try await bench.submit(.shell("echo partly; exit 3"))
      let script = """
        set -u; echo $JOBD_PARENT_COUNT $JOBD_PARENT_1_ID $JOBD_PARENT_4_STATE
        cat $JOBD_PARENT_1_RESULT $JOBD_PARENT_2_RESULT $JOBD_PARENT_3_RESULT $JOBD_PARENT_4_RESULT
        """
      let output = try await bench.shell(script) { $0.after = after([text, file, json, bad]) }
      #expect(output == "4 \(text) failed\ntext\nchosen{\"n\":1}partly\n")
    }
  }

  @Test func veryManyParentsAreCountedAndTheFirstAreShown() async throws {
    try await EngineBench.run { bench async throws in
      let submission = try await bench.queue.submit([NewJob](repeating: .noop(), count: 1_000))
      guard case .created(let ids) = submission else { throw Unexpected(what: "replayed") }
      let script = "echo $JOBD_PARENT_COUNT $JOBD_PARENT_100_ID ${JOBD_PARENT_101_ID-none}"
      let output = try await bench.shell(script) { $0.after = after(ids) }
      #expect(output == "1000 \(ids[99]) none\n")
    }
  }

  @Test func filesMadeForAChildGoWithItsLogs() async throws {
    try await EngineBench.run { bench async throws in
      let parent = try await bench.submit(NewJob(.handler(name: "echo", payload: "1")))
      let child = try await bench.finish(.shell("cat $JOBD_PARENT_1_RESULT") { $0.after = after([parent]) })
      let directory = bench.queue.files.paths(child.id, start: 1).parents
      #expect(FileManager.default.fileExists(atPath: directory + "/1"))
      try await bench.queue.delete(child.id)
      #expect(!FileManager.default.fileExists(atPath: directory))
    }
  }
}
