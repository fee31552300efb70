// A program that is its own worker process, as a whole: started as a command, it opens a queue, runs jobs in copies of
// itself, and is replaced or killed while it does. Fact 12 of the executors' reference.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerLinkTests {
  /// What the host printed in this scenario.
  private func play(_ scenario: String, program: String = HostBench.program) async throws -> String {
    let scratch = try TemporaryDirectory()
    var output = ""
    try await EngineBench.run { bench in
      output = try await bench.shell("\(program) \(scratch.path)/data \(scenario)")
    }
    return output
  }

  @Test func handlersRunInCopiesOfTheirProgram() async throws {
    let output = try await play("values")
    #expect(output.contains("squares 2870\n"))
    #expect(output.contains("name: E42 as asked\n"))
    #expect(output.contains("trap: worker_died the worker was ended by signal"))
    #expect(output.contains("no such luck"))
    #expect(output.contains("after 81\n"))
    #expect(output.contains("followed by 25\n"), "\(output)")
  }

  @Test func workersAreTheProgramThatRunsEvenWhenItsFileIsReplaced() async throws {
    let scratch = try TemporaryDirectory()
    let copy = "\(scratch.path)/host"
    try FileManager.default.copyItem(atPath: HostBench.program, toPath: copy)
    let output = try await play("upgrade", program: copy)
    #expect(output == "upgraded 9\n")
  }
}
