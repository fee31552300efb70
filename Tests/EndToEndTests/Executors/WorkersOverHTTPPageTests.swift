// The examples of docs/workers-http.md, run against a real daemon as they stand there.

import Foundation
import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct WorkersOverHTTPPageTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../docs/workers-http.md").standardizedFileURL

  /// The fenced blocks that are marked as `kind`.
  private func blocks(_ kind: String) throws -> [String] {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    return text.components(separatedBy: "```\(kind)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  /// A daemon that also listens on TCP, with a token for a worker as the page has it, and a shell script's way to it.
  private func withWorker(
    queues: String, _ body: (Daemon, _ run: (String) throws -> Program) async throws -> Void
  ) async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.file("data"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let token = "a-token-of-the-worker-0123456789"
    for (name, text) in [("data/tokens", "\(token) thumb work \(queues)\n"), ("thumb.token", token)] {
      guard
        FileManager.default.createFile(
          atPath: scratch.file(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
      else { throw Unexpected("cannot write \(name)") }
    }
    let daemon = try await Daemon(scratch, arguments: ["--listen", "http://127.0.0.1:0"])
    let words = daemon.program.output.split(whereSeparator: { $0.isWhitespace || $0 == "," })
    let url = String(try #require(words.first { $0.hasPrefix("http://") }))
    let path = URL(filePath: BuiltProgram.jobctl).deletingLastPathComponent().path
    try await body(daemon) { script in
      let script = script.replacing("http://jobs.internal:7878", with: url)
        .replacing("/etc/thumb.token", with: scratch.file("thumb.token"))
      try "set -euo pipefail\ncd \(scratch.path)\n\(script)\n"
        .write(toFile: scratch.file("script"), atomically: true, encoding: .utf8)
      return try Program(
        ["/bin/bash", scratch.file("script")],
        environment: ["JOBD_URL": "unix://\(daemon.socket)", "PATH": "\(path):/usr/local/bin:/usr/bin:/bin"])
    }
  }

  @Test func examplesWork() async throws {
    try await withWorker(queues: "queues=images") { daemon, run in
      let examples = try blocks("sh")
      #expect(examples.count == 13)
      let program = try run(examples.joined(separator: "\n"))
      let status = try await program.exit(within: .seconds(90))
      #expect(status == 0, "\(program.output)\n\(program.errors)")
      #expect(program.output.contains(#""stale":true"#) && program.output.contains(#""code":"stale_fence""#))
      // One of each beside those that have succeeded: the one that was claimed twice is still in hand, the last waits.
      let jobs = try await daemon.get("/v1/jobs?limit=100").objects("jobs")
      let states = jobs.compactMap { $0.string("state") }.sorted()
      let others = ["queued", "retrying", "running", "scheduled"]
      #expect(states == others + Array(repeating: "succeeded", count: 5))
      let first = try await daemon.job(1)
      #expect(first.string("state") == "succeeded" && first.value("progress")?["note"]?.stringValue == "scaling")
      #expect(try await daemon.get("/v1/jobs/1/result").text == #"{"path":"/photos/1.png.small"}"#)
      #expect(try await daemon.log(1).text == "scaling /photos/1.png\n")
      let failed = jobs.first { $0.string("state") == "retrying" }?.int("id") ?? 0
      #expect(try await daemon.log(failed, "stream=stderr&attempt=1").text == "in scale\nin read\n")
    }
  }

  @Test func wholeWorkerWorks() async throws {
    try await withWorker(queues: "") { daemon, run in
      let settings = try #require(try blocks("sh").first { $0.contains("ask() {") })
      let worker = try #require(try blocks("sh worker").first)
      let program = try run(settings + "\n" + worker)
      defer { program.send(SIGKILL) }
      var jobs: [Int] = []
      for payload in [#"{"text":"four"}"#, #"{"text":"sixsix"}"#, #""no object""#] {
        jobs.append(try await daemon.submit(#"{"handler":"measure","executor":"remote","payload":\#(payload)}"#))
      }
      for (job, result) in zip(jobs, ["4", "6"]) {
        #expect(try await daemon.finished(job).string("state") == "succeeded", "\(program.errors)")
        #expect(try await daemon.get("/v1/jobs/\(job)/result").text == result)
      }
      let failed = try await daemon.finished(jobs[2])
      #expect(failed.string("state") == "failed", "\(failed.text)")
      #expect(failed.value("error")?["message"]?.stringValue == "exit code 5")
    }
  }
}
