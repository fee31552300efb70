// A token that is taken back: what it has going on ends, what it has left behind is shown, and the daemon says so without
// showing it.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(2))) struct RevokedTokenTests {
  private static let token = "revoked-token-0123456789"
  private static let other = "another-token-0123456789"

  private func write(_ text: String, _ scratch: Scratch) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.file("data"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let isWritten = FileManager.default.createFile(
      atPath: scratch.file("new"), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    try #require(isWritten && rename(scratch.file("new"), scratch.file("data/tokens")) == 0)
  }

  /// As a proxy passes on what it got with the token.
  private static func passed(_ token: String = token) -> [String: String] {
    ["X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer \(token)"]
  }

  /// A connection that follows the log of a job, and has had its beginning.
  private func follow(_ job: Int, _ daemon: Daemon) async throws -> RawConnection {
    let fields = Self.passed().map { "\($0): \($1)\r\n" }.joined()
    let path = daemon.socket
    return try await offPool {
      let connection = try RawConnection(path)
      connection.send(
        Array("GET /v1/jobs/\(job)/log?follow=true HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n".utf8))
      var sent = ""
      while !sent.contains("seen") {
        let more = connection.receive()
        if more.isEmpty { throw Unexpected("the log is not followed: \(sent)") }
        sent += String(decoding: more, as: UTF8.self)
      }
      return connection
    }
  }

  @Test func whatItHasGoingOnEndsAndItsSchedulesStandStill() async throws {
    let scratch = try Scratch()
    try write("\(Self.token) ci read,submit queues=mine\n", scratch)
    let daemon = try await Daemon(scratch)
    let set = try await daemon.send(
      "PUT", "/v1/schedules/s", #"{"every":"1s","job":{"handler":"noop","queue":"mine"}}"#, headers: Self.passed())
    #expect(set.status == 200 && set.string("submitted_by") == "token:ci", "\(set.text)")
    try await eventually("a firing") { (try await daemon.schedule("s").int("fired") ?? 0) >= 1 }
    let job = try await daemon.shell("echo seen; exec sleep 60", #""queue":"mine""#)
    try await daemon.reach(job, "running")
    async let waited = daemon.send("GET", "/v1/jobs/\(job)?wait=60s", headers: Self.passed())
    try await eventually("it waits") { try await daemon.waiters() == 1 }
    let follower = try await follow(job, daemon)

    try write("# nobody\n\(Self.other) other fly\n", scratch)
    let refused = try await waited
    #expect(refused.status == 401, "\(refused.text)")
    // Its connection breaks: an orderly end would say that the job has ended.
    let rest = try await offPool { String(decoding: follower.receiveAll(), as: UTF8.self) }
    #expect(!rest.hasSuffix("0\r\n\r\n"), "\(rest)")
    #expect(try await daemon.send("GET", "/v1/jobs", headers: Self.passed()).status == 401)
    let ready = try await daemon.get("/readyz")
    #expect(ready.status == 200 && ready.text.contains(#""faulty_lines":[2]"#), "\(ready.text)")
    try await eventually("a due time is left out") { (try await daemon.schedule("s").int("skipped") ?? 0) >= 1 }
    let shown = try await daemon.schedule("s")
    #expect(shown.bool("revoked") == true && shown.string("fault")?.contains("token:ci") == true, "\(shown.text)")
    let listed = try await daemon.jobctl("schedule", "list")
    #expect(listed.status == 0 && listed.output.contains("revoked"), "\(listed)")
    let run = try await daemon.jobctl("schedule", "run", "s")
    #expect(run.status != 0 && run.errors.contains("set it again"), "\(run)")
    // What was acknowledged is carried out.
    #expect(try await daemon.job(job).string("state") == "running")
    for token in [Self.token, Self.other] { #expect(!daemon.program.errors.contains(token)) }
    #expect(daemon.program.errors.contains("line"), "\(daemon.program.errors)")

    // The file comes back, as another system writes it.
    let fired = shown.int("fired") ?? 0
    try write("# tokens\r\n\(Self.other) ci read,submit queues=mine\r\n", scratch)
    try await eventually("it fires again") { (try await daemon.schedule("s").int("fired") ?? 0) > fired }
    #expect(try await daemon.schedule("s").bool("revoked") == false)
    #expect(try await daemon.send("GET", "/v1/jobs", headers: Self.passed(Self.other)).status == 200)
    #expect(try await daemon.get("/readyz").text == #"{"status":"ok"}"#)
    #expect(try await daemon.post("/v1/jobs/\(job)/cancel", #"{"grace":"0s"}"#).status == 200)
  }

  @Test func withoutATokenFileNoTokensScheduleFires() async throws {
    let scratch = try Scratch()
    try write("\(Self.token) ci submit\n", scratch)
    let first = try await Daemon(scratch)
    let body = #"{"every":"1s","job":{"handler":"noop"}}"#
    #expect(try await first.send("PUT", "/v1/schedules/s", body, headers: Self.passed()).status == 200)
    #expect(try await first.send("PUT", "/v1/schedules/own", body).status == 200)
    #expect(try await first.stop() == 0)
    try FileManager.default.removeItem(atPath: scratch.file("data/tokens"))
    let second = try await Daemon(scratch)
    let before = try await second.schedule("s").int("fired")
    let own = try await second.schedule("own").int("fired") ?? 0
    try await eventually("due times are left out") { (try await second.schedule("s").int("skipped") ?? 0) >= 2 }
    #expect(try await second.schedule("s").int("fired") == before)
    try await eventually("the owner's fires") { (try await second.schedule("own").int("fired") ?? 0) > own }
  }
}
