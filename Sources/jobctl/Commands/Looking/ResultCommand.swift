// `jobctl result`: what a job gave, as bytes.

import ArgumentParser
import JobClient

struct ResultCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "result",
    abstract: "Print the result of a job that succeeded.",
    discussion: """
      The result is what the job wrote to the file $JOBD_RESULT (of that at most the first 1 MiB), else what it wrote \
      to stdout. If that is not all of it, stderr says how much there is. Without a result the exit status is 1 for a \
      job that failed, 5 for one that was cancelled or skipped, 6 for one that ran out of time, 4 for one that has not \
      ended.

        jobctl result 7 > report.pdf

      On a terminal, what would control it is left out or shown escaped; in a pipe or a file it is as it was made.
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let id = try await job.id(client)
      try await WholeResult.print(id, try await result(id, client), client)
    }
  }

  /// Without a result the exit status says why: the job failed, was cancelled, or ran out of time.
  private func result(_ id: Int64, _ client: JobClient) async throws -> ResultBytes {
    do throws(ClientError) {
      return try await client.result(id)
    } catch {
      guard error.problem?.wireCode == .jobFailed else { throw error }
      let job = try await client.job(id)
      throw job.done && job.state != .succeeded ? ClientError.unsuccessful(job) : error
    }
  }
}
