// Files of a data directory that others can reach: what jobd makes is its own user's alone, and what others may have put
// there is not opened, let alone run.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct OthersFilesTests {
  /// The user `nobody`, as whom nothing of these tests runs.
  private static let stranger: uid_t = 65_534

  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw Unexpected("there is no \(path)") }
    return status.st_mode & 0o7777
  }

  /// The end of a start that does not come to be ready.
  private func refusal(
    _ scratch: Scratch, as user: uid_t? = nil, data: String? = nil
  ) async throws -> (status: Int32, errors: String) {
    let wrapper = user.map { ["/usr/bin/setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] } ?? []
    let program = try Program(
      wrapper + [
        BuiltProgram.jobd, "--data-dir", data ?? scratch.file("data"), "--listen", "unix://\(scratch.file("s"))",
      ])
    return (try await program.exit(), program.errors)
  }

  @Test func whatJobdMakesIsItsOwnersAloneAndItsJobsHaveTheMaskItWasStartedWith() async throws {
    let scratch = try Scratch()
    // As `mkdir` makes it, or systemd.
    #expect(mkdir(scratch.file("data"), 0o755) == 0 && chmod(scratch.file("data"), 0o755) == 0)
    let port = try Daemon.freePort()
    let told = scratch.file("told")
    let daemon = try await Daemon(
      scratch, arguments: ["--listen", "http://127.0.0.1:\(port)"],
      wrapper: ["/bin/sh", "-c", "umask 031; exec \"$@\"", "sh"])
    let id = try await daemon.shell(
      "umask; echo result > $JOBD_RESULT",
      #""callbacks":[{"argv":["sh","-c","umask > \#(told).1; mv \#(told).1 \#(told)"]},{"url":"http://127.0.0.1:1/"}]"#)
    #expect(try await daemon.finished(id).string("state") == "succeeded")
    #expect(try await daemon.log(id).text == "0031\n")
    let own = try await daemon.shell("umask", #""umask":"027""#)
    _ = try await daemon.finished(own)
    #expect(try await daemon.log(own).text == "0027\n")
    try await eventually("the callback is called") { scratch.has("told") }
    #expect(scratch.text("told") == "0031\n")
    try await eventually("the secret is made") { scratch.has("data/callback-secret") }
    let status = try String(contentsOfFile: "/proc/\(daemon.program.pid)/status", encoding: .utf8)
    #expect(status.contains("Umask:\t0077\n"))
    let names = try FileManager.default.contentsOfDirectory(atPath: daemon.data)
    #expect(
      Set(names).isSuperset(of: ["jobd.sqlite", "jobd.sqlite-wal", "jobd.sqlite-shm", "tokens", "logs", "jobd.ends"]))
    for name in names { #expect(try mode("\(daemon.data)/\(name)") & 0o077 == 0, "\(name)") }
    #expect(try await daemon.stop() == 0)
  }

  @Test func whatOthersCouldReadIsClosedAtTheStart() async throws {
    let first = try await Daemon()
    let id = try await first.shell("echo secret")
    _ = try await first.finished(id)
    #expect(try await first.stop() == 0)
    let opened = ["jobd.sqlite": 0o644, "jobd.numbers": 0o640, "logs": 0o755] as [String: mode_t]
    for (name, mode) in opened { #expect(chmod("\(first.data)/\(name)", mode) == 0) }
    let next = try await Daemon(first.scratch)
    for name in opened.keys { #expect(try mode("\(next.data)/\(name)") & 0o077 == 0, "\(name)") }
    try await eventually("the log says so") { next.program.errors.contains("others could read") }
    #expect(next.program.errors.contains("\(next.data)/jobd.sqlite"))
    #expect(try await next.log(id).text == "secret\n")
    #expect(try await next.stop() == 0)
  }

  @Test(arguments: ["", "/jobd.sqlite", "/jobd.sqlite-wal", "/logs"])
  func whatOthersCanWriteToIsRefused(_ name: String) async throws {
    let first = try await Daemon()
    try await first.killHard()
    let path = first.data + name
    let before = try mode(path)
    #expect(chmod(path, before | 0o020) == 0)
    let refused = try await refusal(first.scratch)
    #expect(refused.status == 73, "\(refused.errors)")
    #expect(refused.errors.contains("chmod go-w \(path)"), "\(refused.errors)")
    #expect(chmod(path, before) == 0)
    #expect(try await Daemon(first.scratch).stop() == 0)
  }

  @Test func linksAreRefused() async throws {
    let first = try await Daemon()
    #expect(try await first.stop() == 0)
    let scratch = first.scratch
    #expect(symlink(first.data, scratch.file("link")) == 0)
    for end in ["", "/"] {
      let refused = try await refusal(scratch, data: scratch.file("link") + end)
      #expect(
        refused.status == 73 && refused.errors.contains("readlink -f \(scratch.file("link"))"), "\(refused.errors)")
    }
    #expect(rename("\(first.data)/jobd.sqlite", scratch.file("elsewhere")) == 0)
    #expect(symlink(scratch.file("elsewhere"), "\(first.data)/jobd.sqlite") == 0)
    let refused = try await refusal(scratch)
    #expect(refused.status == 73 && refused.errors.contains("jobd.sqlite is a symbolic link"), "\(refused.errors)")
  }

  // MARK: Another user's

  /// A directory of root's with a job that leaves a mark as soon as jobd starts on it.
  private func planted() async throws -> (scratch: Scratch, mark: String) {
    let daemon = try await Daemon()
    let mark = daemon.scratch.file("mark")
    _ = try await daemon.submit(#"{"argv":["touch","\#(mark)"],"delay":"2s"}"#)
    try await daemon.killHard()
    return (daemon.scratch, mark)
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"), arguments: ["", "/jobd.sqlite", "/logs"])
  func rootRunsNothingThatAnotherUserMayHavePlanted(_ name: String) async throws {
    let (scratch, mark) = try await planted()
    #expect(chown(scratch.file("data") + name, Self.stranger, gid_t.max) == 0)
    let refused = try await refusal(scratch)
    #expect(refused.status == 73, "\(refused.errors)")
    #expect(refused.errors.contains("belongs to user \(Self.stranger)"), "\(refused.errors)")
    #expect(refused.errors.contains("chown -R 0 \(scratch.file("data"))\(name)"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test(.enabled(if: OtherUser.reachesPrograms, "needs root, and programs that other users can reach"))
  func nobodyRunsWhatIsRootsOrLiesOpen() async throws {
    let (scratch, mark) = try await planted()
    // The other user reaches it, and could do all in it.
    #expect(chmod(scratch.path, 0o711) == 0 && chmod(scratch.file("data"), 0o777) == 0)
    let refused = try await refusal(scratch, as: Self.stranger)
    #expect(refused.status == 73 && refused.errors.contains("belongs to user 0"), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test(.enabled(if: geteuid() == 0, "only root's places are looked at"))
  func rootIsNotLedElsewhereByWhoHasADirectoryAbove() async throws {
    let scratch = try Scratch()
    #expect(mkdir(scratch.file("home"), 0o755) == 0 && chown(scratch.file("home"), Self.stranger, gid_t.max) == 0)
    let refused = try await refusal(scratch, data: scratch.file("home/data"))
    #expect(
      refused.status == 73 && refused.errors.contains("/home belongs to user \(Self.stranger)"), "\(refused.errors)")
    #expect(!scratch.has("home/data"))
  }

  // MARK: The client

  @Test func jobctlTakesNoTokenThatOthersCanRead() async throws {
    let port = try Daemon.freePort()
    let daemon = try await Daemon(arguments: ["--listen", "http://127.0.0.1:\(port)"])
    let environment = ["JOBD_URL": "http://127.0.0.1:\(port)", "JOBD_TOKEN_FILE": try daemon.adminToken()]
    #expect(try await daemon.jobctl("info", environment: environment).status == 0)
    let file = try #require(environment["JOBD_TOKEN_FILE"])
    #expect(chmod(file, 0o640) == 0)
    let refused = try await daemon.jobctl("info", environment: environment)
    #expect(refused.status == 64 && refused.errors.contains("chmod 600 \(file)"), "\(refused)")
  }
}
