// A jobd of the test's own, on a directory of its own, which may be killed and started again.

import Foundation
import JobClient
import Testing

/// A daemon under test; removed with its directory when the test ends.
final class RunningDaemon {
  let directory: String
  private let arguments: [String]
  private var process: Process?

  var url: String { "unix://\(directory)/jobd.sock" }
  var dataDirectory: String { "\(directory)/data" }

  init(_ arguments: [String] = []) async throws {
    directory = NSTemporaryDirectory() + "jobd-e2e-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    self.arguments = arguments
    try await start()
  }

  deinit {
    if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(atPath: directory)
  }

  var pid: Int32 { process?.processIdentifier ?? 0 }

  /// Starts jobd and returns when it has said that it is ready.
  func start() async throws {
    let process = Process()
    process.executableURL = URL(filePath: BuiltProgram.jobd)
    process.arguments = ["--data-dir", dataDirectory, "--listen", url, "--slots", "8"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory]
    let output = Pipe()
    process.standardOutput = output
    let log = "\(directory)/log"
    if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
    let errors = FileHandle(forWritingAtPath: log)
    try errors?.seekToEnd()
    process.standardError = errors
    try process.run()
    self.process = process
    let ready = await Self.firstLine(output.fileHandleForReading)
    try #require(ready.contains("ready on"), "jobd said: \(ready)\n\(logText)")
  }

  @concurrent private static func firstLine(_ handle: FileHandle) async -> String {
    var line = Data()
    while let byte = try? handle.read(upToCount: 1), !byte.isEmpty, byte[0] != 10 { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
  }

  var logText: String {
    String(decoding: FileManager.default.contents(atPath: "\(directory)/log") ?? Data(), as: UTF8.self)
  }

  /// Sends `signal` and waits for the end; the exit code, 128 + N for a signal.
  func end(_ signal: Int32) async -> Int32 {
    guard let process else { return -1 }
    kill(process.processIdentifier, signal)
    await Self.wait(process)
    return process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
  }

  @concurrent private static func wait(_ process: Process) async {
    process.waitUntilExit()
  }

  func send(_ signal: Int32) {
    kill(pid, signal)
  }

  /// Runs jobctl against this daemon.
  func jobctl(_ arguments: String..., input: String? = nil) async throws -> BuiltProgram.Ended {
    try await BuiltProgram.run(
      BuiltProgram.jobctl, arguments, environment: ["JOBD_URL": url, "NO_COLOR": "1"], input: input)
  }

  func withClient<Value>(_ body: (JobClient) async throws -> Value) async throws -> Value {
    let client = JobClient(endpoint: try Endpoint(parsing: url))
    do {
      let value = try await body(client)
      await client.shutdown()
      return value
    } catch {
      await client.shutdown()
      throw error
    }
  }
}
