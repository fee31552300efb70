// `jobctl callback add`: one more who is told, also after the end.

public import ArgumentParser
import JobClient
import JobWire

struct CallbackAddCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a callback to a job; one that is added after the end is called soon.",
    discussion: """
        jobctl callback add 7 https://example.com/hook
        jobctl callback add 7 success:https://example.com/hook
        jobctl callback add 7 --on-failure 'mail -s failed me'
      """)

  @Argument(
    help: ArgumentHelp("The job. \(JobReference.help)", valueName: "id"), completion: LiveWords.jobs.completion,
    transform: JobReference.read)
  var job: JobReference

  @Argument(
    help: ArgumentHelp("Where to POST to; success:URL and failure:URL only then.", valueName: "[on:]url"),
    transform: OptionReading.callback)
  var url: CallbackSpec?

  @OptionGroup var endCommands: EndCommandOptions

  @Option(
    help: ArgumentHelp("POST only at this end: success, failure or any.", valueName: "end"),
    completion: .list(WireCondition.allCases.map(\.rawValue)))
  var on: WireCondition?

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if (url == nil ? 0 : 1) + endCommands.callbacks.count != 1 {
      throw ValidationError("Say who is told: a URL, --on-success, --on-failure or --on-end, one of them.")
    }
    if on != nil, url == nil || url?.on != nil {
      throw ValidationError("Say the end once: --on failure, failure:URL, or --on-failure with a command.")
    }
  }

  func run() async throws {
    guard var request = url ?? endCommands.callbacks.first else { return }
    if let on { request.on = on }
    try await global.withClient { client in
      let id = try await job.id(client)
      let callback = try await client.addCallback(id, request)
      if global.json { return try JSONOutput.write(callback) }
      Console.note("Job \(id) has callback \(CallbackText.line(callback, at: .current)).")
    }
  }
}

extension WireCondition: ExpressibleByArgument {}
