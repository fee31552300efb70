// Jobs that run as another user than jobd: what they are, what they reach, and that they stay it.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .enabled(if: OtherUser.areThere, "needs root, who may become others"), .timeLimit(.minutes(3)))
struct RunAsTests {
  private func file(_ scratch: Scratch, _ name: String) throws -> String {
    let path = scratch.file(name)
    guard FileManager.default.createFile(atPath: path, contents: nil), chmod(path, 0o666) == 0 else {
      throw Unexpected("\(path) cannot be made")
    }
    return path
  }

  @Test func jobIsTheUserThatItsQueueNames() async throws {
    let daemon = try await Daemon.withUsers()
    #expect(try await daemon.guest("id -un; id -G") == "nobody\n\(try await groups(of: "nobody"))\n")
    // As cron has it, and not jobd's own environment.
    let home = String(cString: getpwnam("nobody").pointee.pw_dir)
    #expect(
      try await daemon.guest("echo $HOME $USER $LOGNAME $PATH $TZ; env | grep -c SECRET || true")
        == "\(home) nobody nobody /usr/local/bin:/usr/bin:/bin Europe/Berlin\n0\n")
    // It has no home to go to.
    #expect(try await daemon.guest("pwd; umask") == "/\n0022\n")
    let capabilities = try await daemon.guest("grep -E '^Cap(Prm|Eff|Inh|Amb)' /proc/self/status | cut -f2 | sort -u")
    #expect(capabilities == "0000000000000000\n")
    #expect(
      try await daemon.guest("pwd; umask; cat", #""cwd":"/tmp","umask":"027","stdin":"given""#) == "/tmp\n0027\ngiven")
    // Its streams are jobd's files, and it may open them once more.
    #expect(try await daemon.guest("echo again > /dev/stdout; echo more >> /dev/stdout") == "again\nmore\n")
    // Nobody may be nicer than root allows, and nobody becomes less nice as root may.
    #expect(try await daemon.guest("nice", #""nice":-5"#) == (try await daemon.guest("nice")))
    let job = try await daemon.finished(daemon.shell("true", #""queue":"guests""#))
    #expect(job.string("run_as") == "nobody", "\(job.text)")
    #expect(try await daemon.stop() == 0)
  }

  /// A shell runs what it is sent: whose commands run as a user has no way round it.
  @Test func inputIsSentToItByWhoMayRunThingsAsItsUser() async throws {
    let daemon = try await Daemon.withUsers()
    // It may open its input once more.
    let guest = try await daemon.shell("echo up; cat < /dev/stdin", #""queue":"guests","interactive":true"#)
    let root = try await daemon.shell("echo up; exec sh", #""interactive":true"#)
    for id in [guest, root] {
      try await eventually("job \(id) runs") { try await daemon.log(id).text.contains("up") }
    }
    let passedOn = ["Authorization": "Bearer \(Daemon.Token.guest.text)", "X-Forwarded-For": "192.0.2.1"]
    func send(_ text: String, to id: Int, query: String = "", headers: [String: String] = [:]) async throws -> Answer {
      try await daemon.send(
        "POST", "/v1/jobs/\(id)/stdin\(query)", text, type: "application/octet-stream", headers: headers)
    }
    let refused = try await send("id -un\n", to: root, headers: passedOn)
    #expect(refused.status == 403 && refused.code == "forbidden", "\(refused.text)")
    #expect(try await send("a guest's\n", to: guest, headers: passedOn).status == 200)
    for id in [guest, root] { #expect(try await send("echo root\n", to: id, query: "?close=true").status == 200) }
    for id in [guest, root] { #expect(try await daemon.finished(id).string("state") == "succeeded") }
    #expect(try await daemon.log(guest).text == "up\na guest's\necho root\n")
    #expect(try await daemon.log(root).text == "up\nroot\n")
  }

  private func groups(of user: String) async throws -> String {
    let program = try Program(["/usr/bin/id", "-G", user])
    _ = try await program.exit()
    return program.output.trimmingCharacters(in: .newlines)
  }

  @Test func itReachesNothingOfJobdsButItsOwn() async throws {
    let daemon = try await Daemon.withUsers(port: try Daemon.freePort())
    let other = try await daemon.shell("echo secret; echo secret > $JOBD_RESULT")
    _ = try await daemon.finished(other)
    let logs = try daemon.logs()
    for path in [
      "\(daemon.data)/jobd.sqlite", "\(daemon.data)/jobd.sqlite-wal", "\(daemon.data)/tokens",
      "\(logs)/0/\(other).1.out",
      "\(logs)/0/\(other).1.result",
    ] {
      #expect(FileManager.default.fileExists(atPath: path), "\(path)")
      #expect(try await daemon.guest("cat \(path) 2>&1 || true").contains("Permission denied"), "\(path)")
    }
    for path in [daemon.data, "\(daemon.data)/logs", "\(daemon.data)/attempts"] {
      #expect(try await daemon.guest("ls \(path) 2>&1 || true").contains("Permission denied"), "\(path)")
    }
    #expect(try await daemon.guest("touch \(daemon.data)/x 2>&1 || true").contains("Permission denied"))
    #expect(try await daemon.guest("[ -w \(daemon.socket) ] || echo closed") == "closed\n")
    // Nor of an attempt of a third user.
    #expect(try await daemon.setQueue("others", #"{"run_as":"daemon"}"#).status == 200)
    let go = daemon.scratch.file("go")
    let third = try await daemon.shell(
      "echo secret > $JOBD_RESULT; while [ ! -e \(go) ]; do sleep 0.02; done", #""queue":"others""#)
    let place = "\(daemon.data)/attempts/\(third).1"
    try await eventually("it runs") { FileManager.default.fileExists(atPath: "\(place)/result") }
    #expect(try await daemon.guest("cat \(place)/result \(place)/token 2>&1 || true").contains("Permission denied"))
    daemon.scratch.touch("go")
    #expect(try await daemon.finished(third).string("state") == "succeeded")
    #expect(try await daemon.get("/v1/jobs/\(third)/result").text == "secret\n")
    try await eventually("its place is gone") { !FileManager.default.fileExists(atPath: place) }
  }

  @Test func itReachesItsResultItsParentsAndItsToken() async throws {
    let port = try Daemon.freePort()
    let daemon = try await Daemon.withUsers(port: port)
    let (root, handler) = (
      try await daemon.shell("echo of-root > $JOBD_RESULT"),
      try await daemon.submit(#"{"handler":"echo","payload":[1]}"#)
    )
    let batch = try await daemon.post("/v1/batches", #"{"jobs":[{"shell":"echo member"}]}"#)
    let number = try #require(batch.int("id"))
    let (go, up) = (daemon.scratch.file("go"), try file(daemon.scratch, "up"))
    let script = """
      cat $JOBD_PARENT_1_RESULT $JOBD_PARENT_2_RESULT > $JOBD_RESULT
      cat $(sed 's/.*"path":"\\([^"]*\\)".*/\\1/' $JOBD_BATCH_1_RESULTS) >> $JOBD_RESULT
      stat -c '%U %a' $JOBD_TOKEN_FILE; echo $JOBD_URL; echo up > \(up)
      while [ ! -e \(go) ]; do sleep 0.02; done
      """
    let id = try await daemon.shell(script, #""queue":"guests","after":[\#(root),\#(handler),{"batch":\#(number)}]"#)
    try await eventually("it runs") { daemon.scratch.text("up") == "up\n" }
    let token = daemon.scratch.text("data/attempts/\(id).1/token").trimmingCharacters(in: .newlines)
    // What it submits runs as itself, in whatever queue.
    let followUp = try await daemon.send(
      "POST", "/v1/jobs", #"{"shell":"id -un","after":[\#(id)],"queue":"default"}"#, as: token)
    #expect(followUp.status == 201, "\(followUp.text)")
    let callback = #"{"shell":"true","after":[\#(id)],"callbacks":[{"argv":["true"]}]}"#
    #expect(try await daemon.send("POST", "/v1/jobs", callback, as: token).status == 400)
    daemon.scratch.touch("go")
    let ended = try await daemon.finished(id)
    let errors = try await daemon.log(id, "stream=stderr").text
    #expect(ended.string("state") == "succeeded", "\(ended.text) \(errors)")
    #expect(try await daemon.get("/v1/jobs/\(id)/result").text == "of-root\n[1]member\n")
    #expect(try await daemon.log(id).text == "nobody 600\nhttp://127.0.0.1:\(port)\n")
    let child = try #require(followUp.int("id"))
    #expect(try await daemon.finished(child).string("state") == "succeeded")
    #expect(try await daemon.log(child).text == "nobody\n")
  }

  /// Whoever has a keyring has the keys in it, whatever user that is.
  @Test func itDoesNotHaveTheKeyringOfJobd() async throws {
    let number = "{'x86_64': 250, 'aarch64': 219}[platform.machine()]"
    let join = """
      import ctypes, os, platform, sys
      os.environ['JOINED'] = str(ctypes.CDLL(None).syscall(\(number), 1, None))
      os.execvp(sys.argv[1], sys.argv[1:])
      """
    let look = "import ctypes, platform; print(ctypes.CDLL(None).syscall(\(number), 0, -3, 0))"
    let daemon = try await Daemon.withUsers(through: ["/usr/bin/env", "python3", "-c", join])
    let own = try await daemon.shell("echo $JOINED; python3 -c \"\(look)\"")
    _ = try await daemon.finished(own)
    let told = try await daemon.log(own).text.split(separator: "\n")
    let joined = try #require(told.first)
    // Where keys are forbidden there are none.
    if joined == "-1" { return }
    #expect(told == [joined, joined])
    let guests = try await daemon.guest("python3 -c \"\(look)\"")
    #expect(guests != "\(joined)\n" && Int(guests.dropLast()).map { $0 > 0 } == true, "\(guests)")
  }

  /// The address of a socket would be of no use: it knows nobody but jobd's user.
  @Test func withoutATCPListenerItIsToldNoAddress() async throws {
    let daemon = try await Daemon.withUsers()
    #expect(try await daemon.guest(#"echo "${JOBD_URL-none} ${JOBD_TOKEN_FILE-none}""#) == "none none\n")
  }

  @Test func whatItLeavesInThePlaceOfItsResultIsNotFollowed() async throws {
    let daemon = try await Daemon.withUsers()
    let secret = daemon.scratch.file("secret")
    try "root: secret\n".write(toFile: secret, atomically: false, encoding: .utf8)
    #expect(chmod(secret, 0o600) == 0)
    for command in [
      "ln -s \(secret) $JOBD_RESULT", "mkfifo $JOBD_RESULT", "mkdir $JOBD_RESULT", "echo x > y; ln y $JOBD_RESULT",
    ] {
      let id = try await daemon.shell("cd $(dirname $JOBD_RESULT); \(command)", #""queue":"guests""#)
      let job = try await daemon.finished(id)
      #expect(job.string("state") == "failed", "\(command): \(job.text)")
      #expect(!(try await daemon.get("/v1/jobs/\(id)/result").text.contains("secret")), "\(command)")
    }
    #expect(daemon.scratch.text("secret") == "root: secret\n")
    // One that is larger than what is shown is moved, and is jobd's own from then on.
    let id = try await daemon.shell("head -c 3000000 /dev/zero > $JOBD_RESULT", #""queue":"guests""#)
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    let result = "\(try daemon.logs())/0/\(id).1.result"
    var status = stat()
    #expect(lstat(result, &status) == 0 && status.st_uid == 0 && status.st_mode & 0o777 == 0o400)
    #expect(try await daemon.get("/v1/jobs/\(id)/result").headers["jobd-result-bytes"] == "3000000")
    // A tree that is not to be entered is removed all the same.
    _ = try await daemon.guest("cd $(dirname $JOBD_RESULT); mkdir -p a/b; touch a/b/c; chmod 0 a/b a")
    try await eventually("all places are gone") {
      try FileManager.default.contentsOfDirectory(atPath: "\(daemon.data)/attempts").isEmpty
    }
  }

  @Test func itsTimeLimitAndItsCancelReachAllOfIt() async throws {
    let daemon = try await Daemon.withUsers()
    let group = "trap '' TERM; sleep 600 & echo $! $$; exec sleep 600"
    let slow = try await daemon.shell(group, #""queue":"guests","timeout":"2s","grace":"100ms""#)
    #expect(try await daemon.finished(slow).string("reason") == "timeout")
    let cancelled = try await daemon.shell(group, #""queue":"guests","grace":"100ms""#)
    try await eventually("it runs") { try await daemon.log(cancelled).text.hasSuffix("\n") }
    #expect(try await daemon.post("/v1/jobs/\(cancelled)/cancel").status == 200)
    #expect(try await daemon.finished(cancelled).string("state") == "cancelled")
    for id in [slow, cancelled] {
      let pids = try await daemon.log(id).text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
      #expect(!pids.contains(where: Processes.isAlive), "\(pids)")
    }
  }

  @Test func itIsTheSameUserAfterAKillAndARetry() async throws {
    let first = try await Daemon.withUsers()
    let (ran, up) = (try file(first.scratch, "ran"), try file(first.scratch, "up"))
    let script = """
      id -un >> \(ran); [ $JOBD_ATTEMPT = 3 ] && exit 0
      echo $$ > \(up); [ $JOBD_ATTEMPT = 1 ] || exit 1; exec sleep 600
      """
    let id = try await first.shell(script, #""queue":"guests","retry":{"max_attempts":3,"initial":"10ms"}"#)
    try await eventually("it runs") { first.scratch.text("up").hasSuffix("\n") }
    let pid = try #require(Int(first.scratch.text("up").dropLast()))
    try await first.killHard()
    let next = try await Daemon.withUsers(first.scratch, guests: nil)
    #expect(!Processes.isAlive(pid))
    let job = try await next.finished(id)
    #expect(job.string("state") == "succeeded" && job.int("attempt") == 3, "\(job.text)")
    #expect(next.scratch.lines("ran") == ["nobody", "nobody", "nobody"])
    // By hand, too.
    let failed = try await next.shell("id -un; exit 1", #""queue":"guests""#)
    #expect(try await next.finished(failed).string("state") == "failed")
    #expect(try await next.post("/v1/jobs/\(failed)/retry").status == 200)
    _ = try await next.finished(failed)
    #expect(try await next.log(failed, "attempt=2").text == "nobody\n")
    try await eventually("nothing is left of the attempt that was killed") {
      try FileManager.default.contentsOfDirectory(atPath: next.data).allSatisfy { !$0.hasPrefix("attempts.left") }
    }
  }
}
