// `jobctl queue set`: makes a queue or changes it.

import ArgumentParser
import JobClient
import JobWire

struct QueueSetCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Make a queue, or change its settings.",
    discussion: """
      Settings that are not named stay as they are; the value none takes one away.

        jobctl queue set build --slots 2
        jobctl queue set mail --rate 10/s:20 --max-queued 1000
        jobctl queue set mail --rate none
        jobctl queue set ci --callback failure:https://example.com/hook
        jobctl queue set ci --callback none
      """)

  @Argument(help: "The name of the queue.", completion: LiveWords.queues.completion)
  var name: String

  @Option(
    help: ArgumentHelp("How many of its jobs run at a time; all: as many as the daemon has slots.", valueName: "count"),
    transform: Self.slots)
  var slots: PatchOption<Int>?

  @Option(
    help: ArgumentHelp("How many jobs may wait in it; more are refused.", valueName: "count|none"),
    transform: { try PatchOption.read($0, Self.count) })
  var maxQueued: PatchOption<Int>?

  @Option(
    help: ArgumentHelp(
      "How often its jobs may start: 10/s, 100/m, 5/10s; 10/s:20 lets 20 start at once after a pause, else 10.",
      valueName: "rate|none"),
    transform: { try PatchOption.read($0, OptionReading.rate) })
  var rate: PatchOption<RateSpec>?

  @Option(
    help: ArgumentHelp(
      "A waiting job gains one level of priority each time this long has passed.", valueName: "duration|none"),
    transform: { try PatchOption.read($0, OptionReading.duration) })
  var aging: PatchOption<WireDuration>?

  @Option(
    help: ArgumentHelp("The timeout of jobs that come without one.", valueName: "duration|none"),
    transform: { try PatchOption.read($0, OptionReading.timeLimit) })
  var defaultTimeout: PatchOption<WireDuration>?

  @Option(
    help: ArgumentHelp(
      "The user as whom its commands run, one of run_as.users of a daemon that is root's.", valueName: "user|none"),
    transform: { try PatchOption.read($0) { $0 } })
  var runAs: PatchOption<String>?

  @Option(
    help: ArgumentHelp(
      "POST to this URL when a job of it has ended; success:URL and failure:URL only then; may be repeated.",
      discussion:
        "All that are given, commands among them, take the place of those that there were; none takes them away.",
      valueName: "[on:]url|none"),
    transform: { try PatchOption.read($0, OptionReading.callback) })
  var callback: [PatchOption<CallbackSpec>] = []

  @OptionGroup var endCommands: EndCommandOptions

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if request == QueueRequest() { throw ValidationError("Say what to set, such as --slots 2.") }
    let isNone = callback.contains { if case .none = $0 { true } else { false } }
    // No command is called so, and who writes it has the other settings in mind.
    let isNoneOfCommands = endCommands.callbacks.contains { $0.argv?.last == "none" }
    if isNone && callback.count + endCommands.callbacks.count > 1 || isNoneOfCommands {
      throw ValidationError("--callback none takes all of them away, commands too: say it alone.")
    }
  }

  func run() async throws {
    try await global.withClient { client in
      let queue = try await client.setQueue(name, request)
      if global.json { return try JSONOutput.write(queue) }
      Console.note(QueueText.sentence(queue))
    }
  }

  private var request: QueueRequest {
    var request = QueueRequest()
    request.slots = slots?.field ?? .absent
    request.maxQueued = maxQueued?.field ?? .absent
    request.rate = rate?.field ?? .absent
    request.aging = aging?.field ?? .absent
    request.defaultTimeout = defaultTimeout?.field ?? .absent
    request.runAs = runAs?.field ?? .absent
    request.callbacks = callbacks
    return request
  }

  private var callbacks: PatchField<[CallbackSpec]> {
    let urls = callback.compactMap { option -> CallbackSpec? in
      if case .value(let url) = option { url } else { nil }
    }
    if urls.isEmpty && endCommands.callbacks.isEmpty { return callback.isEmpty ? .absent : .null }
    return .value(urls + endCommands.callbacks)
  }

  @Sendable private static func slots(_ text: String) throws -> PatchOption<Int> {
    if text == "all" { return .none }
    guard let count = Int(text), count >= 0 else { throw ValidationError("it must be a number, or all") }
    return .value(count)
  }

  private static func count(_ text: String) throws -> Int {
    guard let count = Int(text), count > 0 else { throw ValidationError("it must be a number of at least 1, or none") }
    return count
  }
}
