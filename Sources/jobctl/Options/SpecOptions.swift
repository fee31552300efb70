// The options that describe a job, for all commands that submit: they mirror the fields of a submission.

public import ArgumentParser
import JobWire

/// What is common to all ways of submitting.
struct SpecOptions: ParsableArguments {
  @Option(help: "A name for lists; need not be unique. Default: job-ID.")
  var name: String?

  @Option(help: "The queue to wait in. Default: default.", completion: LiveWords.queues.completion)
  var queue: String?

  @Flag(help: "Make the queue if it is not there.")
  var createQueue = false

  @Option(parsing: .unconditional, help: "From -1000 to 1000; higher starts first. Default: 0.")
  var priority: Int?

  @Option(
    help: ArgumentHelp("Do not start before this much time has passed, such as 90s or 1h30m.", valueName: "duration"),
    transform: OptionReading.delay)
  var delay: WireDuration?

  @Option(
    help: ArgumentHelp(
      "Stop each attempt that takes longer than this. Default: no limit.", valueName: "duration"),
    transform: OptionReading.timeLimit)
  var timeout: WireDuration?

  @Option(
    help: ArgumentHelp("The time between TERM and KILL when a job is stopped. Default: 10s.", valueName: "duration"),
    transform: OptionReading.duration)
  var grace: WireDuration?

  @Option(help: ArgumentHelp("How many more times to try when an attempt fails. Default: 0.", valueName: "count"))
  var retries: Int?

  @Option(
    help: ArgumentHelp("How delays between attempts grow: exponential, linear or constant.", valueName: "shape"),
    completion: .list(BackoffShape.allCases.map(\.rawValue)))
  var backoff: BackoffShape?

  @Option(
    help: ArgumentHelp("The delay before the first retry.", valueName: "duration"), transform: OptionReading.duration)
  var retryDelay: WireDuration?

  @Flag(help: "Once an attempt has started, no cancel reaches it unless it is forced.")
  var shield = false

  @Flag(help: "Wait for `jobctl release` before starting.")
  var hold = false

  @Option(
    help: ArgumentHelp("A label for filtering; may be repeated.", valueName: "key=value"), transform: OptionReading.pair
  )
  var tag: [OptionReading.Pair] = []

  @Option(
    help: ArgumentHelp(
      "A variable of the job's environment; may be repeated. NAME alone takes the value that it has here.",
      valueName: "name=value"))
  var env: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: "Take all variables along that are set here, but those whose names look secret.")
  var envAll: Bool?

  @Option(
    help: ArgumentHelp(
      "The directory to run in. Default: this one, if the daemon is reached over a Unix socket.",
      valueName: "directory"),
    completion: .directory)
  var cwd: String?

  @Option(
    help: ArgumentHelp("Feed this file to the job; - is jobctl's own stdin.", valueName: "file"),
    completion: .file())
  var stdin: String?

  @Flag(help: "Keep the command's stdin open, for `jobctl send`.")
  var interactive = false

  @Flag(help: "Put what the job writes to stderr into the log of stdout.")
  var mergeStderr = false

  @Option(
    help: ArgumentHelp("Keep the job this long after its end.", valueName: "duration"),
    transform: OptionReading.duration)
  var keepFor: WireDuration?

  @Option(
    help: ArgumentHelp(
      "A second submission with this key gives the first job again and makes no other.", valueName: "key"))
  var idempotencyKey: String?

  /// Whether queues may be made: the one that every daemon has needs no making.
  var makesQueues: Bool { createQueue || queue == nil }

  /// Whether nothing was given that describes a job.
  var isEmpty: Bool {
    let values: [Any?] = [
      name, queue, priority, delay, timeout, grace, retries, backoff, retryDelay, cwd, stdin, keepFor,
    ]
    return values.allSatisfy { $0 == nil } && !shield && !hold && envAll != true && !mergeStderr && !interactive
      && tag.isEmpty
      && env.isEmpty
  }

  func validate() throws {
    if let retries, retries < 0 { throw ValidationError("--retries must not be negative.") }
    if retries ?? 0 == 0, backoff != nil || retryDelay != nil {
      throw ValidationError("--backoff and --retry-delay need --retries.")
    }
  }
}

extension BackoffShape: ExpressibleByArgument {}
