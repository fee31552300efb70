// The lines of `POST /v1/claims:complete`, and the lines that answer them.

import JobCore
import JobWire

/// Many ends, all of them readable.
struct EndLines {
  private(set) var ends: [(fence: ClaimFence, end: RemoteEnd, fingerprint: [UInt8])] = []
  /// Every line's fence as given, and its place in `ends`; `nil` for one that is no fence.
  private var lines: [(fence: String, place: Int?)] = []

  /// - Errors: the first line that cannot be read; then nothing has happened.
  init(_ request: HTTPRequest) throws {
    let texts = request.withBody { bytes in
      bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }
    guard texts.count <= Limits.remoteEndsMax else { throw HTTPFault.tooManyLines(texts.count) }
    let sender = Array(request.identity.name.utf8)
    for (index, text) in texts.enumerated() {
      let line: EndLine
      do throws(WireDecodeError) {
        line = try EndLine(jsonBytes: text)
      } catch {
        throw HTTPFault.invalidLine(index + 1, HTTPFault(error).fieldProblems)
      }
      guard let fence = ClaimFence(line.fence) else {
        lines.append((line.fence, nil))
        continue
      }
      lines.append((line.fence, ends.count))
      ends.append((fence, RemoteEnd(line), RequestFingerprint.of(sender, text)))
    }
    guard !lines.isEmpty else {
      throw HTTPFault.invalid([FieldProblem(field: "(body)", detail: "must have at least one line")])
    }
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

extension HTTPFault {
  /// What is wrong, as problems of fields.
  fileprivate var fieldProblems: [FieldProblem] {
    switch self {
    case .invalid(let problems): problems
    case .syntax(let error): [FieldProblem(field: "(body)", detail: "is not valid JSON: \(error.message)")]
    default: []
    }
  }
}
