// Which part of a log a request is about, from its query or its Range field.

import JobCore
import JobWire

/// A checked request for a log.
struct LogQuery {
  /// Where the wanted part begins and ends.
  enum Selection: Equatable {
    case all
    /// `offset=` and `limit=`.
    case slice(offset: Int64, limit: Int64?)
    /// The last lines.
    case tail(lines: Int64)
    /// From a Range field: the first byte, and the last one if it is said.
    case range(first: Int64, last: Int64?)
    /// From a Range field: so many bytes at the end.
    case suffix(bytes: Int64)
  }

  let stream: LogStream
  let attempt: Int?
  let follows: Bool
  let selection: Selection

  init(_ request: HTTPRequest) throws(HTTPFault) {
    let name = request.query.first("stream") ?? LogStream.stdout.rawValue
    guard let stream = LogStream(rawValue: name) else {
      throw .invalid([FieldProblem(field: "stream", detail: "must be stdout or stderr")])
    }
    self.stream = stream
    attempt = try request.number("attempt").map { Int($0) }
    if attempt == 0 { throw .invalid([FieldProblem(field: "attempt", detail: "must be a whole number from 1")]) }
    follows = try request.flag("follow")
    let (offset, limit, tail) = (try request.number("offset"), try request.number("limit"), try request.number("tail"))
    if let tail {
      guard offset == nil, limit == nil else {
        throw .invalid([FieldProblem(field: "tail", detail: "cannot be given together with offset or limit")])
      }
      selection = .tail(lines: tail)
    } else if offset != nil || limit != nil {
      guard !follows || limit == nil else {
        throw .invalid([FieldProblem(field: "limit", detail: "cannot be given together with follow")])
      }
      selection = .slice(offset: offset ?? 0, limit: limit)
    } else {
      // A followed log has no size yet to take a range of.
      selection = follows ? .all : request.fields.range.flatMap(Self.parse) ?? .all
    }
  }

  /// Whether the answer is a part in the sense of the Range field.
  var isRange: Bool {
    switch selection {
    case .range, .suffix: true
    case .all, .slice, .tail: false
    }
  }

  /// Whether bytes are asked for by their offsets, so that each has to come in its place.
  var isExact: Bool {
    switch selection {
    case .range, .suffix, .slice: true
    case .all, .tail: false
    }
  }

  /// The offset of the first wanted byte.
  func start(in log: JobLog, size: Int64) async throws -> Int64 {
    switch selection {
    case .all: 0
    case .slice(let offset, _): min(offset, size)
    case .tail(let lines): try await LogTailSearch(log: log, size: size).start(ofLast: lines)
    case .range(let first, _): first
    case .suffix(let bytes): max(0, size - bytes)
    }
  }

  /// The wanted bytes.
  ///
  /// - Errors: 416 for a range that begins behind the end.
  func part(from start: Int64, size: Int64) throws(HTTPFault) -> Range<Int64> {
    switch selection {
    case .all, .tail: return start..<max(start, size)
    case .slice(_, let limit): return start..<(limit.map { $0 < size - start ? start + $0 : size } ?? size)
    case .range(_, let last):
      guard start < size else { throw .rangeNotSatisfiable(sizeBytes: size) }
      return start..<(last.map { $0 < size ? $0 + 1 : size } ?? size)
    case .suffix(let bytes):
      guard bytes > 0, size > 0 else { throw .rangeNotSatisfiable(sizeBytes: size) }
      return start..<size
    }
  }

  /// One range of bytes; anything else is ignored, as HTTP wants it, and answered with everything.
  static func parse(_ field: String) -> Selection? {
    guard field.hasPrefix("bytes=") else { return nil }
    let ends = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
    let (first, last) = (Int64(ends[0]), Int64(ends[1]))
    if ends[0].isEmpty { return last.map { .suffix(bytes: $0) } }
    guard let first, ends[1].isEmpty || last != nil else { return nil }
    if let last, last < first { return nil }
    return .range(first: first, last: last)
  }
}
