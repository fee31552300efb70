// What stands in the token file, one token a line (see TokenEntry). Empty lines and lines that begin with # are skipped; a
// line with a fault is left out, and lets no other one suffer.

/// The lines of a token file.
struct TokenList: Equatable {
  private(set) var entries: [TokenEntry] = []
  /// The first few of them.
  private(set) var faults: [Fault] = []
  private(set) var faultCount = 0

  /// A line that is not used.
  struct Fault: Equatable {
    /// From 1.
    let line: Int
    let fault: TokenLineFault
  }

  /// Lines end as any system ends them: with LF, CRLF or CR.
  init(_ bytes: [UInt8]) {
    // A mark that some editors put in front would make the first token another one.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var seen = Seen()
    var (start, number) = (bytes.startIndex, 0)
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.endIndex
      number += 1
      take(bytes[start..<end], number, &seen)
      start = min(end + 1, bytes.endIndex)
      if bytes[end...].starts(with: Array("\r\n".utf8)) { start = end + 2 }
    }
  }

  /// In which line which token and which name came first.
  private struct Seen {
    var tokens: [[UInt8]: Int] = [:]
    var names: [String: (line: Int, identity: Identity)] = [:]
  }

  private mutating func take(_ line: ArraySlice<UInt8>, _ number: Int, _ seen: inout Seen) {
    do throws(TokenLineFault) {
      guard let entry = try TokenEntry(line: line) else { return }
      let name = entry.identity.name
      if let first = seen.tokens[entry.token] {
        throw TokenLineFault(detail: "its token is that of line \(first)", name: entry.shownName)
      }
      // Keys, cursors and schedules belong to a name. While a token is changed for another one, both may have it.
      if let first = seen.names[name], first.identity != entry.identity {
        let detail = "its name is that of line \(first.line), which has other rights"
        throw TokenLineFault(detail: detail, name: entry.shownName)
      }
      seen.tokens[entry.token] = number
      if seen.names[name] == nil { seen.names[name] = (number, entry.identity) }
      entries.append(entry)
    } catch {
      faultCount += 1
      if faults.count < HTTPLimits.tokenFaultsShownMax { faults.append(Fault(line: number, fault: error)) }
    }
  }
}

extension TokenEntry {
  /// As the file has it.
  fileprivate var shownName: String { String(identity.name.dropFirst(Self.identityPrefix.count)) }
}
