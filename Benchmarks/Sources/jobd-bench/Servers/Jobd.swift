// The daemon that is measured: a release build, started on a directory of its own.

import Foundation

/// A running jobd.
final class Jobd {
  let child: Child
  let socketPath: String
  let dataPath: String
  /// From the start of the process to its ready line, in milliseconds.
  let readyMillis: Double

  /// - Parameters:
  ///   - folder: holds `data` and the socket; a second start continues where the first ended.
  ///   - port: of a TCP listener beside the Unix socket.
  ///   - config: the text of a configuration file.
  init(_ programs: Programs, in folder: String, slots: Int = 64, port: UInt16? = nil, config: String? = nil)
    throws(BenchFailure)
  {
    dataPath = "\(folder)/data"
    socketPath = "\(folder)/jobd.sock"
    let began = Clock.monotonic
    var command = [
      programs.jobd, "--data-dir", dataPath, "--listen", "unix://\(socketPath)", "--slots", "\(slots)", "--log-level",
      "warning",
    ]
    if let port { command += ["--listen", "http://127.0.0.1:\(port)"] }
    if let config {
      let path = "\(folder)/jobd.yaml"
      do {
        try config.write(toFile: path, atomically: true, encoding: .utf8)
      } catch {
        throw BenchFailure("cannot write \(path): \(error)")
      }
      command += ["--config", path]
    }
    child = try Child(command, output: "", errors: "\(folder)/jobd.log")
    while let line = child.line() {
      if line.contains("ready on") {
        readyMillis = (Clock.monotonic - began) / 1_000
        return
      }
    }
    throw BenchFailure("jobd did not start: see \(folder)/jobd.log")
  }

  var databasePath: String { "\(dataPath)/jobd.sqlite" }

  func ask() throws(BenchFailure) -> Ask { try Ask(socketPath) }

  /// A clean stop.
  func stop() { child.end(SIGTERM) }

  /// An end that waits for nobody: jobs are still running, on purpose.
  func kill() { child.end(SIGKILL) }

  func read() throws(BenchFailure) -> Database { try Database(databasePath, isReadOnly: true) }
}
