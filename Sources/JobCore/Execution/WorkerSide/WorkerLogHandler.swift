// Where a handler's logger writes in a worker process: into the log of its job, one line a message. Sent as a message,
// not printed, so that it is in the right log where several jobs share a worker.

import Logging

/// Sends messages to the log of one job.
struct WorkerLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  private let voice: WorkerVoice

  /// What is the same in every line of one job's log.
  private static let known: Set<String> = [LogKeys.jobID, LogKeys.jobAttempt, LogKeys.queue, LogKeys.handler]

  init(_ voice: WorkerVoice) {
    self.voice = voice
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata.filter { !Self.known.contains($0.key) }
    if let provider = metadataProvider { all.merge(provider.get()) { $1 } }
    if let own = event.metadata { all.merge(own) { $1 } }
    let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let text = "\(SystemClock().now().rfc3339) \(event.level) \(event.message)\(pairs)"
    voice.say(.log(.stderr, text.firstBytes(Limits.workerLogLineBytesMax) + "\n"))
  }
}
