// The submission as `view=full` and a dry run show it: what would be submitted to get this job, defaults written out,
// secrets masked.

import JobCore
import JobWire

/// Shows a stored submission without giving away what it hides.
enum SpecView {
  /// What stands in the place of a secret.
  static let mask = "***"

  /// In the place of so many bytes.
  static func mask(of byteCount: Int) -> String { "\(mask) (\(byteCount) bytes)" }

  /// - Parameters:
  ///   - inputBytes: the sizes of inputs that were left in the store, by the place of their job: 0 is `job`, then come its
  ///     follow-ups, each before its own.
  ///   - sight: that of who reads it.
  static func json(of job: NewJob, inputBytes: [Int: Int] = [:], for sight: URLSight) -> JSONValue {
    var place = 0
    // The wire type writes the names and forms of the contract; parsing its own output back cannot fail.
    return (try? JSONReader.parse(request(for: job, inputBytes, sight, &place).jsonBytes())) ?? .null
  }

  static func write(_ job: NewJob, to writer: inout JSONWriter, for sight: URLSight) {
    var place = 0
    request(for: job, [:], sight, &place).write(to: &writer)
  }

  private static func request(
    for job: NewJob, _ inputBytes: [Int: Int], _ sight: URLSight, _ place: inout Int
  ) -> SubmitRequest {
    var request = SubmitRequest()
    // Input may be anything, so none of it is shown.
    request.stdin = (job.process.stdin?.count ?? inputBytes[place]).map { mask(of: $0) }
    place += 1
    // What cannot be read is left out, and not shown as what stands in its place.
    let fault = job.fault ?? []
    if !fault.contains(.work) { add(job.work, to: &request, for: sight) }
    request.executor = job.executor
    request.name = job.name
    request.queue = job.queue
    request.priority = job.priority
    switch job.start {
    case .now: break
    case .after(let micros): request.delay = WireDuration(micros: micros)
    case .at(let time): request.runAt = WireTime(time)
    }
    request.hold = job.holds ? true : nil
    request.timeout = job.timeoutMicros.map { WireDuration(micros: $0) }
    request.grace = job.graceMicros.map { WireDuration(micros: $0) }
    request.deadline = job.deadline.map { WireTime($0) }
    request.retry = fault.contains(.retry) ? nil : RetrySpec(job.retry)
    request.shield = job.isShielded ? true : nil
    request.tags = job.tags.isEmpty ? nil : job.tags
    request.keepFor = job.keepForMicros.map { WireDuration(micros: $0) }
    addFlow(of: job, to: &request, for: sight)
    if !job.then.isEmpty {
      request.then = job.then.map { followUp in
        ThenSpec(on: WireCondition(followUp.on), job: self.request(for: followUp.job, inputBytes, sight, &place))
      }
    }
    add(job.process, to: &request)
    return request
  }

  private static func add(_ work: Work, to request: inout SubmitRequest, for sight: URLSight) {
    switch work {
    case .exec(let argv): request.argv = argv
    case .shell(let command): request.shell = command
    case .http(let work): request.http = HTTPSpec(masking: work, for: sight)
    case .external: request.external = true
    case .handler(let name, let payload):
      request.handler = name
      request.payload = payload.flatMap { try? JSONReader.parse($0) }
    }
  }

  private static func addFlow(of job: NewJob, to request: inout SubmitRequest, for sight: URLSight) {
    request.slotsNeeded = job.slotsNeeded == 1 ? nil : job.slotsNeeded
    request.after = job.after.isEmpty ? nil : job.after.map { AfterSpec($0) }
    request.unique = job.unique.map { UniqueSpec($0) }
    request.limit = job.limit.map { LimitSpec($0) }
    request.batch = job.batch?.value
    request.callbacks = job.callbacks.isEmpty ? nil : job.callbacks.map { CallbackSpec($0, for: sight) }
  }

  private static func add(_ process: ProcessOptions, to request: inout SubmitRequest) {
    request.cwd = process.workingDirectory
    if !process.environment.isEmpty {
      request.env = Dictionary(
        uniqueKeysWithValues: process.environment.map { ($0.key, SecretName.isMeant(by: $0.key) ? mask : $0.value) })
    }
    request.clearEnv = process.clearsEnvironment ? true : nil
    request.umask = process.umask
    request.nice = process.nice
    request.interactive = process.isInteractive ? true : nil
    request.mergeStderr = process.mergesStderr ? true : nil
    request.logLimit = process.logLimitBytes
  }
}
