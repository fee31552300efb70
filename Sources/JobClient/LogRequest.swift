// Which part of which output of a job to read.

import JobWire

/// A look into a job's output.
public struct LogRequest: Sendable, Equatable {
  /// The two outputs of a process.
  public enum Stream: String, Sendable {
    case stdout
    case stderr
  }

  /// Standard output, unless another is asked for.
  public var stream: Stream
  /// Which attempt; nil: the latest.
  public var attempt: Int?
  /// Where to start, in bytes.
  public var offset: Int64?
  /// How many bytes at most.
  public var limit: Int64?
  /// Only so many lines from the end.
  public var tail: Int64?
  /// Whether to go on until the job ends.
  public var follow: Bool

  /// Without arguments all of the latest attempt's standard output, as far as it is there.
  ///
  /// The daemon refuses `tail` together with `offset` or `limit`, and `follow` together with `limit`.
  public init(
    stream: Stream = .stdout, attempt: Int? = nil, offset: Int64? = nil, limit: Int64? = nil, tail: Int64? = nil,
    follow: Bool = false
  ) {
    self.stream = stream
    self.attempt = attempt
    self.offset = offset
    self.limit = limit
    self.tail = tail
    self.follow = follow
  }

  var queryItems: [QueryItem] {
    var items = [QueryItem("stream", stream.rawValue)]
    if let attempt { items.append(QueryItem("attempt", "\(attempt)")) }
    if let offset { items.append(QueryItem("offset", "\(offset)")) }
    if let limit { items.append(QueryItem("limit", "\(limit)")) }
    if let tail { items.append(QueryItem("tail", "\(tail)")) }
    if follow { items.append(QueryItem("follow", "true")) }
    return items
  }
}
