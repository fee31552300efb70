// Running the real jobctl against the daemon of a test.

import Foundation

/// How a jobctl ended and what it said.
struct Spoken: Sendable {
  let status: Int32
  let output: String
  let errors: String
}

extension Daemon {
  /// Starts jobctl without waiting for it.
  func startJobctl(
    _ arguments: [String], environment: [String: String] = [:], output: Int32? = nil, terminal: PseudoTerminal? = nil
  ) throws -> Program {
    let environment = ["JOBD_URL": "unix://\(socket)"].merging(environment) { $1 }
    return try Program([BuiltProgram.jobctl] + arguments, environment: environment, output: output, terminal: terminal)
  }

  /// Runs jobctl to its end.
  func jobctl(_ arguments: String..., environment: [String: String] = [:]) async throws -> Spoken {
    let program = try startJobctl(arguments, environment: environment)
    let status = try await program.exit()
    return Spoken(status: status, output: program.output, errors: program.errors)
  }
}
