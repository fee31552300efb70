// `jobctl retry`: once more, for jobs that ended without success.

import ArgumentParser
import JobClient
import JobWire

struct RetryCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Run jobs again that failed, or were cancelled or skipped.",
    discussion: """
      Follow-ups that were skipped because a job failed stay skipped when its retry succeeds: retry them, too. A \
      skipped job that is retried runs, whatever the jobs before it did.

        jobctl retry 7
        jobctl retry last-failed
        jobctl retry 7 --copy              a new job like it; the old one stays
        jobctl retry --failed --since 1d   all that failed, submitted since then
      """)

  @OptionGroup var selection: SelectionOptions<EndOptions>

  @Flag(help: "Submit new jobs like these and print their ids.")
  var copy = false

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if copy, selection.jobs.isEmpty { throw ValidationError("--copy is for jobs named by their ids.") }
  }

  func run() async throws {
    try await global.withClient { client in
      if copy {
        return try await EachJob.run(JobReference.ids(selection.jobs, client)) { try await resubmit($0, client) }
      }
      try await selection.apply(.retry, called: "queued again", client, isJSON: global.json) { id in
        let job = try await client.retry(id)
        if global.json { return try JSONOutput.write(job) }
        Console.note("Job \(id) is \(job.state.rawValue) again.")
      }
    }
  }

  private func resubmit(_ id: Int64, _ client: JobClient) async throws {
    let job = try await client.job(id)
    guard job.done else {
      throw CommandFailure(
        .wrongState, "Job \(id) is \(job.state.rawValue) and has not ended.",
        hint: "Submit another one like it with `jobctl copy \(id)`.")
    }
    var request = SubmitRequest()
    request.copyOf = id
    let made = try await client.submit(request, idempotencyKey: "jobctl-\(RandomKey.make())")
    if global.json { try JSONOutput.write(made.view) } else { try Console.line("\(made.id)") }
  }
}
