// Http jobs through the real daemon and the real jobctl: submitted, answered, failed by phase, held back, and shown
// without their secrets.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct HTTPJobTests {
  @Test func jobctlMakesARequestAndPrintsItsBody() async throws {
    let path = "/hook?token=s3cret"
    let server = try WebServer([path: "201 Created\nX-Trace: 7\nSet-Cookie: a=c00kie\n\n{\"id\": 9}"])
    let daemon = try await Daemon()
    let submitted = try await daemon.jobctl(
      "submit", "--http", server.url(path), "--method", "PUT", "--header", "X-Api-Key: k3y", "--header",
      "Authorization: Bearer t0ken", "--header", "Accept: a/b", "--body", "{\"a\": 1}", "--expect-status", "200-299",
      "--expect-body", "\"id\": 9", "--follow-redirects", "2", "--wait")
    #expect(submitted.status == 0, "\(submitted.errors)")
    let id = try #require(Int(submitted.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    let call = try #require(server.calls(path).last)
    #expect(call.method == "PUT" && call.body == "{\"a\": 1}" && call.headers["authorization"] == "Bearer t0ken")
    #expect(call.headers["x-api-key"] == "k3y" && call.headers["jobd-attempt"] == "1")
    #expect(try await daemon.jobctl("result", "\(id)").output == "{\"id\": 9}")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded" && job.string("kind") == "http", "\(job.text)")
    // Nobody who looks at the job sees what gets one in.
    for secret in ["s3cret", "t0ken", "k3y", "c00kie"] {
      #expect(!job.text.contains(secret), "\(secret) in \(job.text)")
    }
    #expect(job.value("spec")?["http"]?["headers"]?.string("Accept") == "a/b")
    #expect(job.value("http")?.int("status") == 201 && job.value("http")?["headers"]?.string("x-trace") == "7")
    let result = try await daemon.get("/v1/jobs/\(id)/result")
    #expect(result.headers["jobd-http-status"] == "201" && result.text == "{\"id\": 9}")
    #expect(result.headers["content-type"] == "application/octet-stream")
    #expect(result.headers["x-content-type-options"] == "nosniff")
  }

  @Test func eachWayToFailHasItsCode() async throws {
    let server = try WebServer([
      "/no": "503 Busy\n\nlater, please", "/loop": "302 Found\nLocation: /loop", "/text": "200 OK\n\nnot it",
      "/never": "", "/big": "200 OK\n\n" + String(repeating: "x", count: 1_100_000),
    ])
    let daemon = try await Daemon()
    for (path, more, reason, code) in [
      ("/no", "", "http", "status"), ("/loop", #","follow_redirects":10"#, "http", "status"),
      ("/text", #","expect_body":"^it"#, "http", "body"), ("/big", "", "http", "body"),
      ("/never", "", "timeout", "timeout"),
    ] {
      let quote = more.contains("expect_body") ? "\"" : ""
      let id = try await daemon.submit(#"{"http":{"url":"\#(server.url(path))"\#(more)\#(quote)},"timeout":"2s"}"#)
      let job = try await daemon.finished(id)
      #expect(job.string("state") == "failed" && job.string("reason") == reason, "\(path): \(job.text)")
      #expect(job.value("error")?.string("code") == code, "\(path): \(job.text)")
    }
    let closed = try await daemon.submit(#"{"http":{"url":"http://127.0.0.1:1/"}}"#)
    #expect(try await daemon.finished(closed).value("error")?.string("code") == "connect")
    let nowhere = try await daemon.submit(#"{"http":{"url":"http://name.invalid/"}}"#)
    #expect(try await daemon.finished(nowhere).value("error")?.string("code") == "dns")
  }

  @Test func badRequestsAreRefusedWithEveryFault() async throws {
    let daemon = try await Daemon()
    let answer = try await daemon.post(
      "/v1/jobs",
      #"{"http":{"url":"http://u:p@x/","method":"A B","headers":{"Host":"y"},"expect_body":"(","follow_redirects":11}}"#
    )
    #expect(answer.status == 400)
    #expect(
      Set(answer.faultyFields) == [
        "http.url", "http.method", "http.headers.Host", "http.expect_body", "http.follow_redirects",
      ])
  }

  @Test func heldHostIsNamedAndUsesNoAttempt() async throws {
    let server = try WebServer(["/": "429 Slow Down\nRetry-After: 2"])
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"http":{"url":"\#(server.url("/"))"}}"#)
    try await eventually("the job is given back") { try await daemon.blockers(id) == ["host"] }
    let why = try await daemon.get("/v1/jobs/\(id)/why")
    #expect(why.objects("blockers").first?.string("until") != nil, "\(why.text)")
    #expect(try await daemon.job(id).int("attempt") == 0)
    server.answer("/", "200 OK\n\nwelcome")
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded" && job.int("attempt") == 1, "\(job.text)")
    #expect(server.calls.count == 2)
  }

  @Test func privateAddressesAreRefusedWhereTheSettingSaysSo() async throws {
    let server = try WebServer(["/": "200 OK\n\nhidden"])
    let scratch = try Scratch()
    let config = scratch.file("jobd.yaml")
    try Data("callbacks:\n  private_addresses: refuse\n".utf8).write(to: URL(filePath: config))
    let daemon = try await Daemon(scratch, arguments: ["--config", config])
    for host in ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"] {
      let id = try await daemon.submit(#"{"http":{"url":"http://\#(host):\#(server.port)/"}}"#)
      let job = try await daemon.finished(id)
      #expect(job.value("error")?.string("code") == "connect", "\(job.text)")
      #expect(job.value("error")?.string("message")?.contains("private") == true)
    }
    #expect(server.connections == 0)
  }

  @Test func scheduleMakesRequests() async throws {
    let server = try WebServer(["/tick": "200 OK\n\ntock"])
    let daemon = try await Daemon()
    let made = try await daemon.jobctl("schedule", "set", "ticks", "--every", "1s", "--http", server.url("/tick"))
    #expect(made.status == 0, "\(made.errors)")
    try await eventually("it fires twice") { server.calls("/tick").count >= 2 }
    #expect(Set(server.calls.compactMap { $0.headers["idempotency-key"] }).count >= 2)
  }

  @Test func killedDaemonAsksAgainOnlyIfItMay() async throws {
    let server = try WebServer(["/": ""])
    let daemon = try await Daemon()
    let once = try await daemon.submit(#"{"http":{"url":"\#(server.url("/"))"}}"#)
    let twice = try await daemon.submit(
      #"{"http":{"url":"\#(server.url("/"))"},"retry":{"max_attempts":2,"initial":0}}"#)
    try await eventually("both asked") { server.calls.count == 2 }
    let keys = Set(server.calls.compactMap { $0.headers["idempotency-key"] })
    try await daemon.killHard()
    server.answer("/", "200 OK\n\nat last")
    let next = try await Daemon(daemon.scratch)
    #expect(try await next.finished(once).string("reason") == "lost")
    #expect(try await next.finished(twice).string("state") == "succeeded")
    #expect(server.calls.count == 3 && keys.contains(server.calls[2].headers["idempotency-key"] ?? ""))
    #expect(server.calls[2].headers["jobd-attempt"] == "2")
  }

  @Test func manyRequestsShareFewConnections() async throws {
    let server = try WebServer(["/": "200 OK\n\nyes"])
    let daemon = try await Daemon(slots: 8)
    let specs = Array(repeating: #"{"http":{"url":"\#(server.url("/"))"}}"#, count: 400)
    let answer = try await daemon.lines(specs)
    #expect(answer.status == 201, "\(answer.text)")
    try await eventually("all have ended", within: .seconds(60)) { server.calls.count == 400 }
    #expect(server.connections <= 16, "\(server.connections) connections")
  }
}
