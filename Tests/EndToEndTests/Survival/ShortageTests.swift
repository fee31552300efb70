// A machine that has run out of something: disk, descriptors, processes. Nothing is lost and nothing needs a restart.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct ShortageTests {
  /// Whether a mount namespace may be made here; without it there is no small disk to fill.
  static let mayMount: Bool = {
    guard let program = try? Program(["/usr/bin/unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]) else {
      return false
    }
    return program.blockingStatus() == 0
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

  /// Jobs alone fill a small disk: most of it is theirs and not the log's, and what is removed makes room for others.
  @Test(.enabled(if: mayMount, "needs the right to mount a file system of its own (root, unshare -m)"))
  func jobsThatFillASmallDiskCanBeRemovedAndTheStopEmptiesTheLog() async throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("data"), withIntermediateDirectories: true)
    // Whoever looks at the disk after the daemon has ended is in the same namespace, and not the daemon's child.
    let mount = #"""
      mount -t tmpfs -o size=24m,mode=0700 none "$0" || exit 1
      look() {
        while kill -0 $$; do sleep 0.05; done
        stat -c %s "$0/jobd.sqlite-wal" >"$0.log" 2>&1
        echo end >>"$0.log"
      }
      ( look >/dev/null 2>&1 & )
      exec "$@"
      """#
    let daemon = try await Daemon(
      scratch, wrapper: ["/usr/bin/unshare", "-m", "/bin/sh", "-c", mount, scratch.file("data")])
    let large = #"{"shell":"true","hold":true,"env":{"A":"\#(String(repeating: "x", count: 45_000))"}}"#
    var ids: [Int] = []
    while ids.count < 1_000 {
      let answer = try await daemon.post("/v1/jobs", large)
      guard answer.status == 201, let id = answer.int("id") else {
        #expect(answer.code == "storage_full", "\(answer.text)")
        break
      }
      ids.append(id)
    }
    // 12 pages each and a little. Without a copy of the log there was room for 301, in the log alone.
    #expect(ids.count > 350 && ids.count < 500, "\(ids.count) jobs of 45 kB")
    for id in ids.prefix(20) {
      #expect(try await daemon.post("/v1/jobs/\(id)/cancel").status == 200)
      #expect(try await daemon.send("DELETE", "/v1/jobs/\(id)", "").status == 204)
      #expect(try await daemon.get("/v1/jobs/\(id)").status == 404)
    }
    for _ in 0..<10 { #expect(try await daemon.post("/v1/jobs", large).status == 201) }
    #expect(try await daemon.stop() == 0, "\(daemon.program.errors)")
    var seen = ""
    try await eventually("the log was looked at") {
      seen = (try? String(contentsOfFile: scratch.file("data.log"), encoding: .utf8)) ?? ""
      return seen.hasSuffix("end\n")
    }
    #expect(seen == "0\nend\n" || seen.contains("No such file"), "\(seen)")
  }

  @Test func tooFewDescriptorsDelayAJobAndCostNoAttempt() async throws {
    let daemon = try await Daemon()
    _ = try await daemon.finished(daemon.submit(#"{"argv":["true"]}"#))
    let id = try await daemon.submit(#"{"argv":["true"],"hold":true}"#)
    // Asked over a connection that is open already: with none to spare, a new one could not be accepted.
    let connection = try RawConnection(daemon.socket)
    func ask(_ request: String) async throws -> String { try await Self.ask(request, over: connection) }
    #expect(try await ask("GET /v1/jobs/\(id)").contains(#""state":"held""#))
    let pid = "\(daemon.program.pid)"
    #expect(try await Program(["/usr/bin/prlimit", "--pid", pid, "--nofile=4:1024"]).exit() == 0)
    #expect(try await ask("POST /v1/jobs/\(id)/release").contains(" 200 "))
    try await eventually("the start was given back") {
      let answer = try await ask("GET /v1/jobs/\(id)")
      if answer.contains(#""done":true"#) { throw Unexpected("it ended in spite of the shortage: \(answer)") }
      return answer.contains(#""state":"retrying""#)
    }
    #expect(try await Program(["/usr/bin/prlimit", "--pid", pid, "--nofile=1024:1024"]).exit() == 0)
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "succeeded", "\(job.text)")
    #expect(job.int("attempt") == 1, "\(job.text)")
  }

  /// More jobs at once than there are descriptors for: starts fail in many places, and are all tried again.
  @Test func jobsThatShareTooFewDescriptorsAllSucceed() async throws {
    let limit = #"ulimit -n 80; exec "$@""#
    let daemon = try await Daemon(slots: 30, wrapper: ["/bin/sh", "-c", limit, "sh"])
    _ = try await daemon.finished(daemon.shell("true"))
    let before = try Self.openDescriptors(daemon)
    let answer = try await daemon.lines(Array(repeating: #"{"argv":["sleep","0.5"]}"#, count: 30))
    #expect(answer.status == 200 || answer.status == 201, "\(answer.text)")
    for id in 2...31 {
      let job = try await daemon.finished(id)
      #expect(job.string("state") == "succeeded" && job.int("attempt") == 1, "\(job.text)")
    }
    #expect(try await daemon.get("/v1/info").value("slots")?.int("used") == 0)
    #expect(Processes.zombies(of: daemon.program.pid).isEmpty)
    // What was short is there again, all of it.
    for _ in 0..<3 { #expect(try await daemon.finished(daemon.shell("true")).string("state") == "succeeded") }
    let after = try Self.openDescriptors(daemon)
    #expect(after <= before + 3, "\(before) descriptors were open, and \(after) are")
    #expect(try await daemon.stop() == 0)
  }

  private static func openDescriptors(_ daemon: Daemon) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.program.pid)/fd").count
  }

  private static func ask(_ request: String, over connection: RawConnection) async throws -> String {
    let text = "\(request) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
    return try await offPool {
      connection.send(Array(text.utf8))
      return String(decoding: connection.receive(), as: UTF8.self)
    }
  }

  /// Whatever is used for the first time while there are no descriptors: it waits, and neither that use nor the daemon
  /// is lost.
  @Test func firstUsesWithoutDescriptorsWaitAndTheDaemonLives() async throws {
    let server = try WebServer(["/": "200 OK\n\nfine", "/called": "204 No Content"])
    let daemon = try await Daemon()
    let ids = [
      try await daemon.submit(#"{"http":{"url":"\#(server.url("/"))"},"hold":true,"timeout":"1m"}"#),
      try await daemon.submit(#"{"argv":["true"],"hold":true}"#),
    ]
    let called = try await daemon.submit(
      #"{"handler":"noop","hold":true,"callbacks":[{"url":"\#(server.url("/called"))"}]}"#)
    let connection = try RawConnection(daemon.socket)
    func ask(_ request: String) async throws -> String { try await Self.ask(request, over: connection) }
    #expect(try await ask("GET /v1/jobs/\(called)").contains(#""state":"held""#))
    let pid = "\(daemon.program.pid)"
    #expect(try await Program(["/usr/bin/prlimit", "--pid", pid, "--nofile=4:1024"]).exit() == 0)
    for id in ids + [called] {
      let answer = try await ask("POST /v1/jobs/\(id)/release")
      #expect(answer.contains(" 200 "), "\(answer)")
    }
    for id in ids {
      try await eventually("job \(id) was given back") {
        let answer = try await ask("GET /v1/jobs/\(id)")
        if answer.contains(#""done":true"#) { throw Unexpected("it ended in spite of the shortage: \(answer)") }
        return answer.contains(#""state":"retrying""#)
      }
    }
    try await eventually("the callback was tried") {
      try await ask("GET /v1/jobs/\(called)?view=full").contains(#""error""#)
    }
    #expect(daemon.program.status == nil)
    #expect(try await Program(["/usr/bin/prlimit", "--pid", pid, "--nofile=1024:1024"]).exit() == 0)
    for id in ids {
      let job = try await daemon.finished(id)
      #expect(job.string("state") == "succeeded" && job.int("attempt") == 1, "\(job.text)")
    }
    try await eventually("the callback arrives") { !server.calls("/called").isEmpty }
  }

  /// A pids cgroup of the test's own, or nil where none may be made.
  static let pidsGroups: String? = ["/sys/fs/cgroup/pids", "/sys/fs/cgroup"].first { folder in
    let group = "\(folder)/jobd-probe-\(getpid())"
    defer { rmdir(group) }
    return mkdir(group, 0o700) == 0 && access("\(group)/pids.max", W_OK) == 0
  }

  @Test(.enabled(if: pidsGroups != nil, "needs the right to make a pids cgroup"))
  func forkBombUnderAPidsLimitCostsOthersNoAttempt() async throws {
    let group = "\(try #require(Self.pidsGroups))/jobd-test-\(getpid())"
    #expect(mkdir(group, 0o700) == 0)
    defer { rmdir(group) }
    let daemon = try await Daemon()
    _ = try await daemon.finished(daemon.submit(#"{"argv":["true"]}"#))
    let confine = #"echo 80 > "$0/pids.max" && echo "$1" > "$0/cgroup.procs""#
    #expect(try await Program(["/bin/sh", "-c", confine, group, "\(daemon.program.pid)"]).exit() == 0)
    let bomb = try await daemon.submit(
      #"{"shell":"(while :; do sleep 100 & done); exec sleep 100","timeout":3,"grace":1}"#)
    try await daemon.reach(bomb, "running")
    try await eventually("the bomb has used up every process") {
      // How often the limit was met: the number of processes itself may fall again with the next look.
      let events = try String(contentsOfFile: "\(group)/pids.events", encoding: .utf8)
      return Int(events.filter(\.isNumber)).map { $0 > 0 } ?? false
    }
    let other = try await daemon.submit(#"{"argv":["true"]}"#)
    #expect(try await daemon.finished(bomb).string("reason") == "timeout")
    let job = try await daemon.finished(other)
    #expect(job.string("state") == "succeeded" && job.int("attempt") == 1, "\(job.text)")
    // rmdir(2) of the group at the end needs it empty, and so does the promise that nothing is left of the bomb.
    try await eventually("nothing is left of the bomb") {
      try String(contentsOfFile: "\(group)/cgroup.procs", encoding: .utf8).split(separator: "\n").count <= 1
    }
    daemon.program.send(SIGKILL)
    _ = try await daemon.program.exit()
  }
}
