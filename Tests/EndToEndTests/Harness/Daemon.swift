// A real jobd on a directory of its own, and the requests the tests make of it.

import Foundation
import JobWire

/// A running jobd, stopped when the test lets go of it.
final class Daemon: Sendable {
  let scratch: Scratch
  let program: Program
  var socket: String { scratch.file("s") }
  var data: String { scratch.file("data") }

  /// Starts it and returns when it is ready.
  ///
  /// - Parameters:
  ///   - scratch: the directory of an earlier daemon, to go on where that one ended.
  ///   - listen: where it listens instead of on its Unix socket.
  init(
    _ scratch: Scratch? = nil, slots: Int = 8, drain: String = "30s", listen: String? = nil, arguments: [String] = [],
    wrapper: [String] = []
  ) async throws {
    let scratch = try scratch ?? Scratch()
    self.scratch = scratch
    let program = try Program(
      wrapper + [BuiltProgram.jobd] + Self.arguments(scratch, listen: listen) + [
        "--slots", "\(slots)", "--drain-timeout", drain,
      ] + arguments)
    self.program = program
    try await eventually("jobd is ready", within: .seconds(60)) {
      if let status = program.status { throw Unexpected("jobd ended with \(status): \(program.errors)") }
      return program.output.contains("ready")
    }
  }

  deinit {
    // The second signal shortens the stop, so that no job outlives its test.
    program.send(SIGTERM)
    program.send(SIGTERM)
  }

  /// The arguments for a daemon in a directory.
  static func arguments(_ scratch: Scratch, listen: String? = nil) -> [String] {
    ["--data-dir", scratch.file("data"), "--listen", listen ?? "unix://\(scratch.file("s"))"]
  }

  /// The process jobd itself, also under a wrapper that executes it. It has to be alive: one that has died before is
  /// no daemon that was killed.
  func killHard() async throws {
    program.send(SIGKILL)
    let status = try await program.exit()
    guard status == 128 + SIGKILL else { throw Unexpected("jobd had ended with \(status): \(program.errors)") }
  }

  /// Stops it and returns its exit status.
  func stop() async throws -> Int32 {
    program.send(SIGTERM)
    return try await program.exit()
  }
}

extension Daemon {
  func send(
    _ method: String, _ target: String, _ body: String = "", type: String = "application/json",
    headers: [String: String] = [:]
  ) async throws -> Answer {
    try await send(method, target, bytes: Array(body.utf8), type: type, headers: headers)
  }

  func send(
    _ method: String, _ target: String, bytes: [UInt8], type: String = "application/json",
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var headers = headers
    if !bytes.isEmpty { headers["Content-Type"] = type }
    let (all, path) = (headers, socket)
    return try await offPool { try RawConnection.answer(method, target, headers: all, body: bytes, at: path) }
  }

  func get(_ target: String) async throws -> Answer { try await send("GET", target) }
  func post(_ target: String, _ body: String = "") async throws -> Answer { try await send("POST", target, body) }

  /// Submits one job and returns its id.
  func submit(_ spec: String) async throws -> Int {
    let answer = try await post("/v1/jobs", spec)
    guard answer.status == 201, let id = answer.int("id") else { throw Unexpected("\(answer.status) \(answer.text)") }
    return id
  }

  /// Submits a shell command, with more members of the spec if wanted.
  func shell(_ command: String, _ more: String = "") async throws -> Int {
    try await submit(#"{"shell":\#(JSONText.quoted(command))\#(more.isEmpty ? "" : "," + more)}"#)
  }

  func lines(_ specs: [String], target: String = "/v1/jobs") async throws -> Answer {
    try await send("POST", target, specs.joined(separator: "\n"), type: "application/x-ndjson")
  }

  func job(_ id: Int) async throws -> Answer { try await get("/v1/jobs/\(id)?view=full") }

  /// The job once it is terminal.
  func finished(_ id: Int) async throws -> Answer {
    let answer = try await get("/v1/jobs/\(id)?wait=50s&view=full")
    guard answer.bool("done") == true else { throw Unexpected("job \(id) has not finished: \(answer.text)") }
    return answer
  }

  /// Returns once the job is in the state.
  func reach(_ id: Int, _ state: String) async throws {
    try await eventually("job \(id) is \(state)") { try await self.job(id).string("state") == state }
  }

  func log(_ id: Int, _ query: String = "") async throws -> Answer { try await get("/v1/jobs/\(id)/log?\(query)") }
}

/// Texts as JSON strings.
enum JSONText {
  static func quoted(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}

extension Daemon {
  /// The directory of the logs of the only store that has been here.
  func logs() throws -> String {
    let stores = try FileManager.default.contentsOfDirectory(atPath: "\(data)/logs").filter { $0.hasPrefix("store-") }
    guard stores.count == 1 else { throw Unexpected("stores: \(stores)") }
    return "\(data)/logs/\(stores[0])"
  }
}
