// `jobctl progress`: how far the job is that this command runs in.

import ArgumentParser
import JobClient
import JobWire

struct ProgressCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress",
    abstract: "Say how far this job is; from inside a job.",
    discussion: """
      Report as often as you like: what comes too fast is left out, and the last report always counts. Others see it \
      with `jobctl status`, `jobctl list` and `jobctl wait --progress`.

        jobctl progress 3/10
        jobctl progress 0.5 "half way"
        jobctl progress 50% encoding
      """)

  @Argument(
    help: ArgumentHelp("A number from 0 to 1, a percentage, or how much of how much.", valueName: "fraction|n/m"),
    transform: OptionReading.progress)
  var report: ProgressRequest

  @Argument(help: "What is being done.")
  var note: String?

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    guard let job = OwnJob.id else {
      throw CommandFailure(
        .noSuchJob, "This is not inside a job: JOBD_JOB_ID is not set.",
        hint: "Put `jobctl progress` into the command of a job.")
    }
    var report = report
    report.note = note
    try await global.withClient { client in try await client.progress(job, report) }
  }
}
