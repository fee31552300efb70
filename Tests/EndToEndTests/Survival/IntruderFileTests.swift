// Files that jobs can put in the place of theirs, while they are asked for: the daemon goes on, whatever it finds there.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct IntruderFileTests {
  private static let inTheirPlace = [
    "mkfifo $at", "ln -s /etc/passwd $at", "mkdir -p $at/a/b; touch $at/a/b/c", "ln $other $at",
  ]

  @Test(arguments: inTheirPlace) func nothingBlocksAndNothingElseIsShown(_ replace: String) async throws {
    let daemon = try await Daemon()
    try "root: not its own\n".write(toFile: daemon.scratch.file("other"), atomically: false, encoding: .utf8)
    let script = """
      log=$(readlink /proc/$$/fd/1); other=\(daemon.scratch.file("other"))
      for at in "$log" "$JOBD_RESULT"; do rm -rf "$at"; \(replace); done
      touch \(daemon.scratch.file("up")); while [ ! -e \(daemon.scratch.file("go")) ]; do sleep 0.02; done
      """
    let id = try await daemon.shell(script)
    try await eventually("it has replaced its files") { daemon.scratch.has("up") }
    // More than there are threads for routes, and one of them follows.
    let asked = [
      "log", "log?follow=true", "log?tail=5", "result", "log?stream=stderr&follow=true", "result?follow=true",
    ]
    let answers = Task { [daemon] in
      try await withThrowingTaskGroup(of: (String, Answer).self) { group in
        for target in (0..<4).flatMap({ _ in asked }) {
          group.addTask { (target, try await daemon.get("/v1/jobs/\(id)/\(target)")) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    }
    for _ in 0..<5 { #expect(try await daemon.get("/healthz").status == 200) }
    #expect(try await daemon.finished(daemon.submit(#"{"shell":"true"}"#)).string("state") == "succeeded")
    daemon.scratch.touch("go")
    _ = try await daemon.finished(id)
    for (target, answer) in try await answers.value {
      #expect(!answer.text.contains("root:"), "\(target): \(answer.text)")
    }
    for target in asked { #expect(!(try await daemon.get("/v1/jobs/\(id)/\(target)").text.contains("root:"))) }
    #expect(try await daemon.send("DELETE", "/v1/jobs/\(id)").status == 204)
    try await eventually("what the job has left is gone") {
      (try? FileManager.default.contentsOfDirectory(atPath: "\(daemon.logs())/0"))?
        .contains { $0.hasPrefix("\(id).") } != true
    }
    #expect(daemon.scratch.text("other") == "root: not its own\n")
    #expect(try await daemon.stop() == 0)
  }

  @Test func aStopIsHeardWhileAFIFOIsAskedFor() async throws {
    let daemon = try await Daemon(drain: "1s")
    let script = """
      log=$(readlink /proc/$$/fd/1); rm "$log"; mkfifo "$log" "$JOBD_RESULT"
      touch \(daemon.scratch.file("up")); exec sleep 600
      """
    let id = try await daemon.shell(script, #""grace":1"#)
    try await eventually("it has replaced its log") { daemon.scratch.has("up") }
    let following = Task { [daemon] in
      await withTaskGroup(of: Void.self) { group in
        for target in ["log", "log?follow=true", "result"] {
          group.addTask { _ = try? await daemon.get("/v1/jobs/\(id)/\(target)") }
        }
      }
    }
    #expect(try await daemon.get("/healthz").status == 200)
    #expect(try await daemon.stop() == 0)
    await following.value
  }

  /// A log that was made long and cut short again, and one that is written in its middle.
  @Test func nothingAJobDoesToItsLogTakesTheLimitOffIt() async throws {
    let daemon = try await Daemon()
    let script = """
      log=$(readlink /proc/$$/fd/1)
      echo "$log" > \(daemon.scratch.file("at")); truncate -s 1T "$log"; touch \(daemon.scratch.file("long"))
      while [ ! -e \(daemon.scratch.file("cut")) ]; do sleep 0.02; done
      truncate -s 0 "$log"; head -c 20000000 /dev/zero | tr '\\0' x
      head -c 8000000 /dev/zero | tr '\\0' x | dd of="$log" conv=notrunc bs=1M seek=4 2> /dev/null
      """
    let id = try await daemon.shell(script, #""log_limit":65536"#)
    try await eventually("the log is long") { daemon.scratch.has("long") }
    let log = try #require(daemon.scratch.lines("at").first)
    daemon.scratch.touch("cut")
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    var status = stat()
    #expect(stat(log, &status) == 0)
    #expect(status.st_size >= 20_000_000 && status.st_blocks * 512 <= 65_536 + 3 * 4_096, "\(status.st_blocks) blocks")
  }
}
