// A queue or a batch that does not exist is refused: what finds nothing would look as if all had ended well.

import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct UnknownNameTests {
  @Test func filterForWhatIsNotThereIsRefused() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"handler":"noop","queue":"build"}"#)
    _ = try await daemon.finished(id)
    for command in [
      ["wait"], ["list"], ["list", "--json"], ["cancel"], ["cancel", "--dry-run"], ["retry"], ["rm"], ["events"],
      ["events", "-f"],
    ] {
      let program = try daemon.startJobctl(command + ["--queue", "bulid"])
      #expect(try await program.exit() == 3, "\(command): \(program.errors)")
      #expect(program.output.isEmpty)
      #expect(program.errors.contains("There is no queue \"bulid\".") && program.errors.contains("mean build?"))
    }
    for command in [["wait"], ["list"], ["cancel"], ["events"]] {
      let program = try daemon.startJobctl(command + ["--batch", "999"])
      #expect(try await program.exit() == 3, "\(command): \(program.errors)")
      #expect(program.errors.contains("999"), "\(program.errors)")
    }
    let list = try await daemon.jobctl("list", "--queue", "build", "--state", "failed")
    #expect(list.status == 0, "\(list)")
    #expect(try await daemon.jobctl("wait", "--queue", "build").status == 0)
    #expect(try await daemon.jobctl("cancel", "--queue", "build").status == 0)
  }

  @Test func jobsThatAreNotThereAreToldBeforeTheOthersAreFollowed() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell("echo begin; exec sleep 60")
    try await daemon.reach(id, "running")
    let logs = try await daemon.jobctl("logs", "-f", "\(id)", "999")
    #expect(logs.status == 3 && logs.output.isEmpty, "\(logs)")
    try await daemon.cancel(id)
  }
}
