// Where jobd listens when nobody says: it makes what it chose itself.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct DefaultPlaceTests {
  /// As root in a container: nobody has made the directory of the socket.
  @Test func directoryOfTheDefaultSocketIsMade() async throws {
    let scratch = try Scratch()
    let program = try Program(
      [BuiltProgram.jobd, "--data-dir", scratch.file("data")], environment: ["RUNTIME_DIRECTORY": scratch.file("run")])
    try await eventually("jobd is ready", within: .seconds(30)) {
      if let status = program.status { throw Unexpected("jobd ended with \(status): \(program.errors)") }
      return program.output.contains("ready on unix://\(scratch.file("run/jobd.sock"))")
    }
    program.send(SIGTERM)
    #expect(try await program.exit() == 0)
  }

  /// What was asked for is taken as it is: a typo makes no directories.
  @Test func directoryOfAnotherSocketIsNot() async throws {
    let scratch = try Scratch()
    let program = try Program(
      [BuiltProgram.jobd] + Daemon.arguments(scratch, listen: "unix://\(scratch.file("nowhere/s"))"))
    #expect(try await program.exit() == 78)
    #expect(!scratch.has("nowhere"))
  }
}
