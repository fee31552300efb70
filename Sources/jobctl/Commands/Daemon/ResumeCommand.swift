// `jobctl resume`: undoes `jobctl drain` and `jobctl pause`.

import ArgumentParser
import JobClient
import JobWire

struct ResumeCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Start jobs again after a drain or a pause.",
    discussion: """
      Without queues and jobs it undoes a drain and the pause of everything; queues and jobs that were paused by \
      themselves stay so.

        jobctl resume
        jobctl resume -q build
        jobctl resume 7
      """)

  @OptionGroup var subject: PauseSubject

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let request = ResumeRequest(queues: subject.queues, ids: try await subject.ids(client))
      if request == ResumeRequest() { return try await resumeAll(client) }
      let reply = try await client.resume(request)
      if global.json {
        try JSONOutput.write(reply)
      } else {
        for line in PauseText.lines(reply, to: request) { Console.note(line) }
      }
      if request.ids != nil { try CommandFailure.check(PauseText.status(of: reply.notResumed)) }
    }
  }

  private func resumeAll(_ client: JobClient) async throws {
    let reply = try await client.resume()
    if global.json { return try JSONOutput.write(reply) }
    Console.note("Jobs start again.")
  }
}
