// How much of an answer a job takes, roughly: pages end when they are large, whatever they are made of.

extension Job {
  /// Bytes of the job as front ends show it. The fixed part is enough for most jobs; the fields that a submitter may
  /// make long are added to it.
  var shownBytes: Int {
    let texts = [givenName, submittedBy, schedule, failure?.code, failure?.message, progress?.note]
    var bytes = Self.fixedBytes + work.shownBytes + texts.reduce(0) { $0 + ($1?.shownBytes ?? 0) }
    for (key, value) in tags { bytes += key.shownBytes + value.shownBytes + Self.tagBytes }
    return bytes + parents.count * Self.parentBytes + children.count * Self.childBytes
  }

  /// Names of fields, numbers and times.
  private static let fixedBytes = 768
  /// What stands around a tag.
  private static let tagBytes = 6
  private static let parentBytes = 48
  private static let childBytes = 10
}

extension ShownWork {
  /// Bytes of the line that is made of it, or more.
  fileprivate var shownBytes: Int {
    let bytes =
      switch self {
      case .exec(let argv, _): argv.prefix(Self.lineBytesMax).reduce(0) { $0 + $1.shownBytes + 1 }
      case .shell(let text, _): text.shownBytes
      case .http(let method, let url): (method?.shownBytes ?? 0) + (url?.shownBytes ?? 0)
      case .handler(let name): name.shownBytes
      case .none: 0
      }
    return min(bytes, Self.lineBytesMax)
  }

  /// 200 characters, each of four bytes at most.
  private static let lineBytesMax = 800
}

extension BatchEntry {
  /// Bytes of the entry as front ends show it.
  var shownBytes: Int {
    Self.fixedBytes + job.name.shownBytes + (job.failure?.message.shownBytes ?? 0) + (result?.bytes.shownBytes ?? 0)
  }

  /// Names of fields and numbers.
  private static let fixedBytes = 192
}

extension String {
  fileprivate var shownBytes: Int { utf8.shownBytes }
}

extension Sequence<UInt8> {
  /// Bytes of the text in JSON, where quotes and backslashes are two of them, and control characters six.
  fileprivate var shownBytes: Int {
    reduce(0) { sum, byte in
      switch byte {
      case 0..<0x20: sum + 6
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): sum + 2
      default: sum + 1
      }
    }
  }
}
