// A machine that has run out of something: disk, descriptors. Nothing is lost and nothing needs a restart.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ShortageTests {
  /// Whether a mount namespace may be made here; without it there is no small disk to fill.
  static let mayMount: Bool = {
    guard let program = try? Program(["/usr/bin/unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]) else {
      return false
    }
    var status: Int32 = 0
    // Safe: bounded by the program's own short life; a test's condition cannot be asynchronous.
    while program.status == nil { usleep(10_000) }
    status = program.status ?? 1
    return status == 0
  }()

  @Test(.enabled(if: mayMount, "needs the right to mount a file system of its own (root, unshare -m)"))
  func fullDiskRefusesJobsAndRecordsTheRunningOnesWhenThereIsSpace() async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("data"), withIntermediateDirectories: true)
    let mount = #"mount -t tmpfs -o size=6m,mode=0700 none "$0" && exec "$@""#
    let daemon = try await Daemon(
      scratch, wrapper: ["/usr/bin/unshare", "-m", "/bin/sh", "-c", mount, scratch.file("data")])
    // The daemon sees its own disk under /proc/PID/root.
    let disk = "/proc/\(daemon.program.pid)/root\(daemon.data)"
    let running = try await daemon.shell("while ! test -e \(scratch.file("go")); do sleep 0.05; done")
    try await daemon.reach(running, "running")
    let filler = try Program(["/bin/sh", "-c", #"cat /dev/zero > "$0/filler"; true"#, disk])
    _ = try await filler.exit()
    let large = #"{"shell":"true","hold":true,"env":{"A":"\#(String(repeating: "x", count: 100_000))"}}"#
    var refused: Answer?
    for _ in 0..<100 where refused == nil {
      let answer = try await daemon.post("/v1/jobs", large)
      if answer.status != 201 { refused = answer }
    }
    #expect(refused?.status == 507, "\(refused?.text ?? "never refused")")
    #expect(refused?.code == "storage_full")
    #expect(try await daemon.job(running).status == 200)
    scratch.touch("go")
    try FileManager.default.removeItem(atPath: "\(disk)/filler")
    #expect(try await daemon.finished(running).string("state") == "succeeded")
    try await eventually("jobs are taken again") {
      try await daemon.post("/v1/jobs", #"{"handler":"noop"}"#).status == 201
    }
  }

  @Test func tooFewDescriptorsDelayAJobAndCostNoAttempt() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.finished(daemon.submit(#"{"argv":["true"]}"#))
    let pid = "\(daemon.program.pid)"
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    // A connection of the test needs one more descriptor, a child needs several.
    let lower = try Program(["/usr/bin/prlimit", "--pid", pid, "--nofile=\(open + 2):1024"])
    #expect(try await lower.exit() == 0)
    let id = try await daemon.submit(#"{"argv":["true"]}"#)
    try await eventually("the start was given back") {
      let job = try await daemon.job(id)
      return job.string("state") == "retrying" || job.bool("done") == true
    }
    let waiting = try await daemon.job(id)
    #expect(waiting.bool("done") == false, "\(waiting.text)")
    let raise = try Program(["/usr/bin/prlimit", "--pid", pid, "--nofile=1024:1024"])
    #expect(try await raise.exit() == 0)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded", "\(job.text)")
    #expect(job.int("attempt") == 1, "\(job.text)")
  }
}
