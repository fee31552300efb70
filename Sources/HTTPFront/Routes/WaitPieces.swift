// The answer to a wait for several jobs, some of them at a time.

import JobCore
import JobWire

/// Reads the jobs that have ended in the order of finishing, as long as the answer has room.
struct WaitPieces: PieceSource {
  let desk: JobDesk
  let request: HTTPRequest
  private let isExpired: Bool
  /// Read already, and not written yet.
  private var done: [Job]
  /// Those behind them.
  private var left: ArraySlice<JobID>
  private let pending: [JobID]
  /// Run again since the wait was over: whoever asks for what is omitted waits for their ends, too.
  private var again: [JobID] = []
  private var isBegun = false
  private var bytes = 0

  init(_ desk: JobDesk, _ request: HTTPRequest, _ result: WaitResult) {
    self.desk = desk
    self.request = request
    isExpired = result.isExpired
    done = result.done
    left = result.omitted[...]
    pending = result.pending
  }

  mutating func append(to writer: inout JSONWriter) async throws -> Bool {
    if isBegun { try await readMore() } else { WaitReply.begin(&writer) }
    isBegun = true
    let rest = write(&writer)
    if rest.isEmpty && !left.isEmpty && bytes < HTTPLimits.waitBytesMax { return true }
    let omitted = rest.map(\.id) + left + again
    WaitReply.end(&writer, pending: pending.map(\.value), omitted: omitted.map(\.value), expired: isExpired)
    return false
  }

  /// Returns those for which there is no room.
  private mutating func write(_ writer: inout JSONWriter) -> ArraySlice<Job> {
    var rest = done[...]
    done = []
    while bytes < HTTPLimits.waitBytesMax, let job = rest.popFirst() {
      let before = writer.bytes.count
      JobView(job).write(to: &writer)
      bytes += writer.bytes.count - before
    }
    return rest
  }

  private mutating func readMore() async throws {
    let part = Array(left.prefix(HTTPLimits.waitedJobsPerReading))
    left = left.dropFirst(part.count)
    let ended = try await desk.queue.ended(part)
    again += ended.again
    done = try await desk.shown(ended.done, request)
  }
}
