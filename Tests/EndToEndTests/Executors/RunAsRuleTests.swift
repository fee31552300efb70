// Who may have jobs run as whom, and what becomes of jobs whose queue or configuration has changed since: none of them
// runs as jobd that was meant for somebody else.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .enabled(if: OtherUser.areThere, "needs root, who may become others"), .timeLimit(.minutes(3)))
struct RunAsRuleTests {
  private typealias Token = Daemon.Token
  private let who = #"{"shell":"id -un"}"#

  private func output(_ daemon: Daemon, _ id: Int) async throws -> String {
    let job = try await daemon.finished(id)
    guard job.string("state") == "succeeded" else { throw Unexpected(job.text) }
    return try await daemon.log(id).text
  }

  /// The message of a job that failed because of its user.
  private func failure(_ daemon: Daemon, _ id: Int) async throws -> String {
    let job = try await daemon.finished(id)
    #expect(job.string("state") == "failed" && job.string("reason") == "spawn", "\(job.text)")
    #expect(job.value("error")?.string("code") == "run_as", "\(job.text)")
    return job.value("error")?.string("message") ?? ""
  }

  @Test func tokenTakesItsUserIntoEveryQueue() async throws {
    let daemon = try await Daemon.withUsers()
    #expect(try await output(daemon, daemon.submit(who, as: .guest)) == "nobody\n")
    #expect(try await output(daemon, daemon.submit(#"{"shell":"id -un","queue":"guests"}"#, as: .guest)) == "nobody\n")
    #expect(try await output(daemon, daemon.submit(who)) == "root\n", "who comes by the socket is jobd's user")
    let chain = #"{"shell":"id -un","then":[{"on":"success","job":{"shell":"id -un"}}]}"#
    let parent = try await daemon.submit(chain, as: .guest)
    let child = try #require(try await daemon.finished(parent).ints("children").first)
    #expect(try await output(daemon, child) == "nobody\n")
    // A schedule has the user of who has set it, whoever lets it fire.
    let schedule = #"{"every":"1d","job":\#(who)}"#
    #expect(try await daemon.send("PUT", "/v1/schedules/s", schedule, as: Token.guest.text).status == 200)
    let fired = try #require(try await daemon.post("/v1/schedules/s/run").int("id"))
    #expect(try await output(daemon, fired) == "nobody\n")
  }

  @Test func queueAndTokenMustNotNameDifferentUsers() async throws {
    let daemon = try await Daemon.withUsers()
    #expect(try await daemon.setQueue("others", #"{"run_as":"daemon"}"#).string("run_as") == "daemon")
    let refused = try await daemon.send(
      "POST", "/v1/jobs", #"{"shell":"id -un","queue":"others"}"#, as: Token.guest.text)
    #expect(refused.status == 400 && refused.faultyFields == ["queue"], "\(refused.text)")
    #expect(refused.text.contains("runs its jobs as daemon, and this one is to run as nobody"))
    let job = try await daemon.submit(#"{"shell":"id -un","hold":true}"#, as: .guest)
    #expect(try await daemon.send("PATCH", "/v1/jobs/\(job)", #"{"queue":"others"}"#).status == 400)
  }

  /// It would run as the user of the token that asks, who can look into the environment of what runs as it.
  @Test func secretsOfOthersAreNotCopiedByATokenWithAUser() async throws {
    let daemon = try await Daemon.withUsers()
    let id = try await daemon.submit(#"{"shell":"true","hold":true,"env":{"API_TOKEN":"t"}}"#)
    let copy = try await daemon.send("POST", "/v1/jobs", #"{"copy_of":\#(id)}"#, as: Token.guestAdmin.text)
    #expect(copy.status == 403 && copy.text.contains("secrets"), "\(copy.text)")
  }

  /// Somebody else has chosen what it runs.
  @Test func copyRunsAsTheJobItIsACopyOf() async throws {
    let daemon = try await Daemon.withUsers()
    let guests = try await daemon.submit(who, as: .guest)
    let copy = try await daemon.submit(#"{"copy_of":\#(guests)}"#)
    #expect(try await output(daemon, copy) == "nobody\n")
    let elsewhere = try await daemon.submit(#"{"copy_of":\#(guests),"queue":"default"}"#)
    #expect(try await output(daemon, elsewhere) == "nobody\n")
  }

  @Test func onlyCommandsRunAsSomebodyElse() async throws {
    let daemon = try await Daemon.withUsers()
    let refused = [
      (#""handler":"noop""#, "handler"), (#""http":{"url":"http://127.0.0.1:1/"}"#, "http"),
      (#""shell":"true","callbacks":[{"url":"http://127.0.0.1:1/"},{"argv":["true"]}]"#, "callbacks[1].argv"),
      (#""shell":"true","then":[{"on":"any","job":{"handler":"noop","queue":"guests"}}]"#, "then[0].job.handler"),
    ]
    for (spec, field) in refused {
      let answer = try await daemon.post("/v1/jobs", #"{"queue":"guests",\#(spec)}"#)
      #expect(answer.status == 400 && answer.faultyFields == [field], "\(spec): \(answer.text)")
      let dry = try await daemon.post("/v1/jobs?dry_run=true", #"{"queue":"guests",\#(spec)}"#)
      #expect(dry.status == 400 && dry.faultyFields == [field], "\(spec): \(dry.text)")
      if field.hasPrefix("then") { continue }
      let byToken = try await daemon.send("POST", "/v1/jobs", "{\(spec)}", as: Token.guest.text)
      #expect(byToken.status == 400 && byToken.faultyFields == [field], "\(spec): \(byToken.text)")
    }
    // What runs nothing here.
    #expect(try await daemon.submit(#"{"external":true,"queue":"guests"}"#) > 0)
    #expect(try await daemon.submit(#"{"handler":"elsewhere","executor":"remote","queue":"guests"}"#) > 0)
    // A command that is called after the end would be jobd's.
    let job = try await daemon.submit(#"{"shell":"true","queue":"guests","hold":true}"#)
    let late = try await daemon.post("/v1/jobs/\(job)/callbacks", #"{"argv":["true"]}"#)
    #expect(late.status == 400 && late.text.contains("nobody"), "\(late.text)")
    let batch = #"{"jobs":[{"shell":"true","queue":"guests"}],"callbacks":[{"argv":["true"],"on":"any"}]}"#
    for token in [Token.guest, .limited] {
      #expect(try await daemon.send("POST", "/v1/batches", batch, as: token.text).status == 403, "\(token)")
    }
  }

  @Test func whoHasAUserHasNoWayRoundIt() async throws {
    let daemon = try await Daemon.withUsers()
    for token in [Token.guestAdmin, .limited] {
      for body in [#"{"run_as":null}"#, #"{"run_as":"daemon"}"#] {
        let refused = try await daemon.send("PUT", "/v1/queues/guests", body, as: token.text)
        #expect(refused.status == 403, "\(token) \(refused.text)")
      }
      // Without its queue a job would run as jobd as well.
      let removed = try await daemon.send("DELETE", "/v1/queues/guests", as: token.text)
      #expect(removed.status == 403 && removed.code == "forbidden", "\(removed.text)")
      #expect(try await daemon.send("PUT", "/v1/queues/guests", #"{"slots":2}"#, as: token.text).status == 200)
      #expect(try await daemon.send("POST", "/v1/drain", as: token.text).status == 403)
      // A command that a queue has called would be jobd's.
      let called = #"{"callbacks":[{"argv":["true"]}]}"#
      #expect(try await daemon.send("PUT", "/v1/queues/guests", called, as: token.text).status == 403)
    }
    let root = try await daemon.setQueue("guests", #"{"callbacks":[{"argv":["true"]}]}"#)
    #expect(root.status == 400 && root.faultyFields == ["callbacks[0].argv"], "\(root.text)")
    #expect(try await daemon.get("/v1/queues/guests").string("run_as") == "nobody")
    #expect(try await daemon.setQueue("guests", #"{"run_as":null}"#).isNull("run_as"))
  }

  /// The file gives the queue a user that it had none of when it was told whom to call.
  @Test func commandOfAQueueIsNotRunOnceItsJobsRunAsSomebody() async throws {
    var daemon = try await Daemon.withUsers(guests: nil)
    let file = daemon.scratch.file("called")
    let command = #"{"callbacks":[{"argv":["/bin/sh","-c","id -un >> \#(file)"]}]}"#
    #expect(try await daemon.setQueue("guests", command).status == 200)
    _ = try await daemon.finished(daemon.submit(#"{"shell":"true","queue":"guests"}"#))
    try await eventually("it is run as jobd") { daemon.scratch.lines("called") == ["root"] }
    #expect(try await daemon.stop() == 0)
    daemon = try await Daemon.withUsers(daemon.scratch)
    #expect(daemon.program.errors.contains("a queue has a command called that is not run"))
    let id = try await daemon.submit(#"{"shell":"true","queue":"guests"}"#)
    _ = try await daemon.finished(id)
    let callback = try #require(try await daemon.get("/v1/jobs/\(id)/callbacks").objects("callbacks").first)
    #expect(callback.string("state") == "failed" && callback.string("last_error")?.contains("nobody") == true)
    #expect(daemon.scratch.lines("called") == ["root"])
  }

  @Test func whoMayNotBeNamedIsRefusedWithTheReason() async throws {
    let daemon = try await Daemon.withUsers(users: [OtherUser.nobody, "not-a-user-of-these-tests"])
    let reasons = [
      ("daemon", "not among the users"), ("root", "not among the users"), ("", "not among the users"),
      ("not-a-user-of-these-tests", "there is no user"),
    ]
    for (name, reason) in reasons {
      let refused = try await daemon.setQueue("q", #"{"run_as":"\#(name)"}"#)
      #expect(refused.status == 400 && refused.faultyFields == ["run_as"], "\(name): \(refused.text)")
      #expect(refused.text.contains(reason), "\(name): \(refused.text)")
    }
    let refused = try await daemon.send("POST", "/v1/jobs", who, as: Token.unlisted.text)
    #expect(refused.status == 400 && refused.text.contains("not among the users"), "\(refused.text)")
    #expect(daemon.program.errors.contains("there is no user"), "said at the start: \(daemon.program.errors)")
    #expect(try await daemon.stop() == 0)
    for config in ["run_as: {users: [root]}", "queues: {q: {run_as: nobody}}"] {
      try config.write(toFile: daemon.scratch.file("bad.yaml"), atomically: true, encoding: .utf8)
      let program = try Program([BuiltProgram.jobd, "config", "check", "--config", daemon.scratch.file("bad.yaml")])
      #expect(try await program.exit() == 78, "\(config)")
      #expect(program.errors.contains("run_as"), "\(program.errors)")
    }
  }

  @Test(.enabled(if: OtherUser.reachesPrograms, "needs programs that other users can reach"))
  func whoIsNotRootBecomesNobodyElse() async throws {
    let scratch = try Scratch()
    let uid = try OtherUser.uid("nobody")
    #expect(chmod(scratch.path, 0o711) == 0 && mkdir(scratch.file("data"), 0o700) == 0)
    #expect(chown(scratch.file("data"), uid, gid_t(uid)) == 0 && mkdir(scratch.file("run"), 0o700) == 0)
    #expect(chown(scratch.file("run"), uid, gid_t(uid)) == 0)
    let config = "run_as: {users: [daemon]}\n"
    try config.write(toFile: scratch.file("jobd.yaml"), atomically: true, encoding: .utf8)
    #expect(chmod(scratch.file("jobd.yaml"), 0o644) == 0)
    let program = try Program([
      "/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(uid)", "--clear-groups", BuiltProgram.jobd, "--config",
      scratch.file("jobd.yaml"), "--data-dir", scratch.file("data"), "--listen", "unix://\(scratch.file("run/s"))",
    ])
    defer { program.send(SIGKILL) }
    try await eventually("it is ready") {
      if let status = program.status { throw Unexpected("jobd ended with \(status): \(program.errors)") }
      return program.output.contains("ready")
    }
    let socket = scratch.file("run/s")
    let answer = try await offPool {
      try RawConnection.answer(
        "PUT", "/v1/queues/q", headers: ["Content-Type": "application/json"], body: Array(#"{"run_as":"daemon"}"#.utf8),
        at: socket)
    }
    #expect(answer.status == 400 && answer.text.contains("only where jobd runs as root"), "\(answer.text)")
    #expect(program.errors.contains("only where jobd runs as root"))
  }

  // MARK: What changes afterwards

  @Test func jobKeepsTheUserThatItsQueueHadWhenItWasSubmitted() async throws {
    let daemon = try await Daemon.withUsers()
    let held = #"{"shell":"id -un","queue":"guests","hold":true}"#
    let (kept, confused) = (try await daemon.submit(held), try await daemon.submit(held))
    let late = try await daemon.submit(#"{"shell":"id -un","queue":"late","hold":true}"#)
    let handler = try await daemon.submit(#"{"handler":"noop","queue":"late","hold":true}"#)
    // Less than it had, it does not get; more confined it may be.
    #expect(try await daemon.setQueue("guests", #"{"run_as":null}"#).status == 200)
    #expect(try await daemon.setQueue("late", #"{"run_as":"daemon"}"#).status == 200)
    for id in [kept, late, handler] { _ = try await daemon.post("/v1/jobs/\(id)/release") }
    #expect(try await output(daemon, kept) == "nobody\n")
    #expect(try await output(daemon, late) == "daemon\n")
    #expect(try await failure(daemon, handler).contains("runs as jobd itself"))
    // Neither of two users is the right one.
    #expect(try await daemon.setQueue("guests", #"{"run_as":"daemon"}"#).status == 200)
    _ = try await daemon.post("/v1/jobs/\(confused)/release")
    #expect(try await failure(daemon, confused).contains("submitted to run as nobody"))
  }

  @Test func userWhomTheConfigurationNamesNoMoreRunsNothing() async throws {
    let first = try await Daemon.withUsers()
    let id = try await first.submit(#"{"shell":"id -un","hold":true}"#, as: .guest)
    let queued = try await first.submit(#"{"shell":"id -un","queue":"guests","hold":true}"#)
    #expect(try await first.stop() == 0)
    let next = try await Daemon.withUsers(first.scratch, users: [OtherUser.daemon], guests: nil)
    for id in [id, queued] {
      _ = try await next.post("/v1/jobs/\(id)/release")
      #expect(try await failure(next, id).contains("\"nobody\" is not among the users of run_as.users"))
    }
    // What is new is refused at once for its token, and for its queue when it starts.
    #expect(try await next.send("POST", "/v1/jobs", who, as: Token.guest.text).status == 400)
    #expect(try await failure(next, next.submit(#"{"shell":"id -un","queue":"guests"}"#)).contains("not among"))
  }

  @Test func exportNamesTheUserAndImportAsksAboutIt() async throws {
    let daemon = try await Daemon.withUsers()
    let held = #"{"shell":"id -un","hold":true}"#
    let own = try await daemon.submit(held, as: .guest)
    let queued = try await daemon.submit(#"{"shell":"id -un","hold":true,"queue":"guests"}"#)
    let export = try await daemon.jobctl("export")
    #expect(export.output.components(separatedBy: #""run_as":"nobody""#).count == 3, "\(own) \(queued): \(export)")
    let file = daemon.scratch.file("jobs.ndjson")
    try export.output.write(toFile: file, atomically: true, encoding: .utf8)
    let refused = try await daemon.jobctl("import", file)
    #expect(refused.status == 64 && refused.errors.contains("line 1 is a job that ran as nobody"), "\(refused)")
    // What goes to a queue of the same user is no news.
    let taken = try await daemon.jobctl("import", file, "--as-me")
    #expect(taken.status == 0 && !taken.errors.contains("line 2"), "\(taken)")
  }

  /// Whoever is let into the queue as its user does not leave something there that becomes root later.
  @Test func scheduleOfALimitedTokenNeverBecomesRoots() async throws {
    let daemon = try await Daemon.withUsers()
    let handler = try await daemon.send(
      "PUT", "/v1/schedules/h", #"{"every":"1d","job":{"handler":"noop","queue":"guests"}}"#)
    #expect(handler.status == 400 && handler.faultyFields == ["job.handler"], "\(handler.text)")
    let body = #"{"every":"1d","job":{"shell":"id -un","queue":"guests"}}"#
    #expect(try await daemon.send("PUT", "/v1/schedules/limited", body, as: Token.limited.text).status == 200)
    #expect(try await daemon.send("PUT", "/v1/schedules/owner", body).status == 200)
    #expect(try await daemon.setQueue("guests", #"{"run_as":null}"#).status == 200)
    for (name, user) in [("limited", "nobody\n"), ("owner", "root\n")] {
      let fired = try #require(try await daemon.post("/v1/schedules/\(name)/run").int("id"))
      #expect(try await output(daemon, fired) == user, "\(name)")
    }
  }
}
