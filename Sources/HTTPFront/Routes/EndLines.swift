// The lines of `POST /v1/claims:complete`, and the lines that answer them.

import JobCore
import JobWire
import NIOCore

/// Many ends, all of them readable.
struct EndLines {
  typealias Ending = (fence: ClaimFence, end: RemoteEnd, fingerprint: [UInt8])

  private(set) var ends: [Ending] = []
  /// Every line's fence as given, and its place in `ends`; `nil` for one that is no fence.
  private var lines: [(fence: String, place: Int?)] = []

  /// - Errors: the first line that cannot be read, by its number; then nothing has happened.
  init(_ request: HTTPRequest) throws(HTTPFault) {
    // Counted before any of them is read: a line is small, what is made of it is not.
    let count = request.withBody { bytes in bytes.count { $0 == UInt8(ascii: "\n") } }
    guard count <= Limits.remoteEndsMax else { throw .tooManyLines(count) }
    let sender = Array(request.identity.name.utf8)
    let texts = request.withBody { bytes in
      bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
    }
    for (index, text) in texts.enumerated() where !text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      try take(text, number: index + 1, sender: sender)
    }
    guard lines.count <= Limits.remoteEndsMax else { throw .tooManyLines(lines.count) }
    guard !lines.isEmpty else {
      throw .invalid([FieldProblem(field: "(body)", detail: "must have at least one line")])
    }
  }

  private mutating func take(_ text: [UInt8], number: Int, sender: [UInt8]) throws(HTTPFault) {
    let line: EndLine
    do throws(WireDecodeError) {
      line = try EndLine(jsonBytes: text)
    } catch {
      throw .invalidLine(number, HTTPFault(error).lineProblems)
    }
    let end = RemoteEnd(line)
    if let fault = end.fault {
      throw .invalidLine(number, [FieldProblem(field: fault.field, detail: fault.detail)])
    }
    guard let fence = ClaimFence(line.fence) else {
      lines.append((line.fence, nil))
      return
    }
    lines.append((line.fence, ends.count))
    ends.append((fence, end, RequestFingerprint.of(sender, text)))
  }

  /// Drops lines that are not to be carried out; they are answered as stale.
  mutating func drop(_ isUnwanted: (ClaimFence) -> Bool) {
    var kept: [Ending] = []
    for index in lines.indices {
      guard let place = lines[index].place else { continue }
      lines[index].place = isUnwanted(ends[place].fence) ? nil : kept.count
      if lines[index].place != nil { kept.append(ends[place]) }
    }
    ends = kept
  }

  func answer(_ results: [Result<Job, ClaimError>]) -> [UInt8] {
    var bytes: [UInt8] = []
    for line in lines {
      var reply = EndLineReply(fence: line.fence)
      let isTaken = line.place.map { if case .success = results[$0] { true } else { false } } ?? false
      if !isTaken { reply.code = WireCode.staleFence.rawValue }
      bytes += reply.jsonBytes(capacity: 128)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}
