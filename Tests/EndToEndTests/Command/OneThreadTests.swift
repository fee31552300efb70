// What is asked once and answered needs one thread: starting more takes as long as the rest of such a command.

import Testing

@Suite(.timeLimit(.minutes(2))) struct OneThreadTests {
  @Test(arguments: [["status", "7"], ["submit", "true"], ["cancel", "7"], ["list"], ["queue", "list"]])
  func commandThatIsSoonOverHasOneThread(_ arguments: [String]) async throws {
    // Takes every request, and answers none.
    let server = try WebServer([
      "/v1/jobs/7?view=full": "", "/v1/jobs": "", "/v1/jobs/7/cancel": "", "/v1/jobs?limit=100": "", "/v1/queues": "",
    ])
    let program = try Program([BuiltProgram.jobctl] + arguments, environment: ["JOBD_URL": server.url("")])
    try await eventually("the request of jobctl", within: .seconds(40)) { !server.calls.isEmpty }
    let threads = try Processes.threads(of: program.pid)
    program.send(9)
    #expect(threads == 1)
    #expect(try await program.exit() == 137)
  }
}
