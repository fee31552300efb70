// The built jobd, run as a process of its own: what a shell or systemd would see of it.

import Foundation
import Synchronization

/// A running jobd, killed when the test lets go of it.
final class JobdProcess: Sendable {
  private let process: Mutex<Process>
  private let output: Lines
  private let errors: Lines
  private let ended: AsyncStream<Int32>

  /// - Parameter listener: a listening socket to pass as systemd would.
  init(_ arguments: [String], environment: [String: String] = [:], listener: Int32? = nil) throws {
    let process = Process()
    if let listener {
      // LISTEN_PID must be the pid jobd will have, which only the shell that becomes jobd knows.
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", #"LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@" 3<&0 </dev/null"#, Self.path] + arguments
      process.standardInput = FileHandle(fileDescriptor: listener, closeOnDealloc: false)
    } else {
      process.executableURL = URL(filePath: Self.path)
      process.arguments = arguments
      process.standardInput = FileHandle.nullDevice
    }
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    let pipes = (output: Pipe(), errors: Pipe())
    process.standardOutput = pipes.output
    process.standardError = pipes.errors
    let (ended, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      end.yield(process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
      end.finish()
    }
    try process.run()
    output = Lines(pipes.output.fileHandleForReading)
    errors = Lines(pipes.errors.fileHandleForReading)
    self.ended = ended
    self.process = Mutex(process)
  }

  deinit { process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } } }

  var pid: Int32 { process.withLock { $0.processIdentifier } }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// The first line of standard output that contains `text`; nil when the output ends without it.
  func outputLine(containing text: String) async -> String? { await output.first(containing: text) }

  /// The exit status, 128 + N for a signal.
  func exitStatus() async -> Int32? {
    for await status in ended { return status }
    return nil
  }

  /// Everything written to standard error, once the process has ended.
  func allErrors() async -> String { await errors.all() }

  /// jobd lies beside the test runner.
  static let path: String = {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: runner).deletingLastPathComponent().appending(path: "jobd").path
  }()
}

/// The lines of a pipe, read by a thread of its own so that the writer never blocks.
private final class Lines: Sendable {
  private let stream: AsyncStream<String>

  init(_ handle: FileHandle) {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    self.stream = stream
    let descriptor = dup(handle.fileDescriptor)
    Thread {
      var pending: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count <= 0 { break }
        pending += buffer[..<count]
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
          continuation.yield(String(decoding: pending[..<end], as: UTF8.self))
          pending.removeSubrange(...end)
        }
      }
      close(descriptor)
      continuation.finish()
    }.start()
  }

  func first(containing text: String) async -> String? {
    for await line in stream where line.contains(text) { return line }
    return nil
  }

  func all() async -> String {
    var lines: [String] = []
    for await line in stream { lines.append(line) }
    return lines.joined(separator: "\n")
  }
}
