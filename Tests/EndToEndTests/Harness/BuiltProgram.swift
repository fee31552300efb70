// The built programs, beside the test runner.

import Foundation

/// Where jobd and jobctl are.
enum BuiltProgram {
  static let jobd = path("jobd")
  static let jobctl = path("jobctl")

  private static func path(_ name: String) -> String {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let path = URL(filePath: runner).deletingLastPathComponent().appending(path: name).path
    precondition(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built; run `make build` first")
    return path
  }

  /// Runs a program to its end. `input` is what it reads.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
  ) async throws -> Ended {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    let status = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      let isSignal = process.terminationReason == .uncaughtSignal
      status.continuation.yield(isSignal ? 128 + process.terminationStatus : process.terminationStatus)
      status.continuation.finish()
    }
    try process.run()
    async let outputText = Self.text(output.fileHandleForReading)
    async let errorText = Self.text(errors.fileHandleForReading)
    var ended = Ended(code: -1, output: await outputText, errors: await errorText)
    for await code in status.stream { ended.code = code }
    return ended
  }

  @concurrent private static func text(_ handle: FileHandle) async -> String {
    String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }

  /// How a program ended.
  struct Ended {
    /// 128 + N for a signal.
    var code: Int32
    let output: String
    let errors: String

    /// The output without its last line end.
    var line: String {
      output.hasSuffix("\n") ? String(output.dropLast()) : output
    }
  }
}
