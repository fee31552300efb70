// The texts of options about jobs that belong together: parents, keys, rates, callbacks.

import ArgumentParser
import JobWire

extension OptionReading {
  /// "7", "7:any", "batch:3", "batch:3:failure"
  @Sendable static func after(_ text: String) throws -> AfterSpec {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
    let isBatch = parts.first == "batch"
    if isBatch { parts = parts.dropFirst() }
    let condition = parts.count == 2 ? WireCondition(rawValue: String(parts[parts.startIndex + 1])) : nil
    guard let id = parts.first.flatMap({ Int64($0) }), id > 0, parts.count == 1 || condition != nil else {
      throw ValidationError("it must be a job such as 7 or 7:any, or a batch such as batch:3")
    }
    return AfterSpec(isBatch ? .batch(id) : .job(id), on: condition)
  }

  /// A batch's id.
  @Sendable static func batch(_ text: String) throws -> Int64 {
    guard let id = Int64(text), id > 0 else { throw ValidationError("a batch is named by its number, such as 3") }
    return id
  }

  /// "key", "key:return"; a key that has colons of its own has its policy behind it.
  @Sendable static func unique(_ text: String) throws -> UniqueSpec {
    guard let colon = text.lastIndex(of: ":") else {
      if text.isEmpty { throw ValidationError("it must have a key") }
      return UniqueSpec(key: text)
    }
    let (key, word) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
    guard let conflict = UniqueConflict(rawValue: word) else {
      let nearest = NameHint.closest(to: word, among: UniqueConflict.allCases.map(\.rawValue))
      let hint = nearest.map { "did you mean '\($0)'?" } ?? "there are reject, return and replace"
      throw ValidationError("'\(word)' is no policy; \(hint) (a key with a colon in it: '\(text):reject')")
    }
    if key.isEmpty { throw ValidationError("it must have a key before the colon") }
    return UniqueSpec(key: key, onConflict: conflict)
  }

  /// "key=3"
  @Sendable static func limit(_ text: String) throws -> LimitSpec {
    guard let middle = text.lastIndex(of: "="), middle > text.startIndex,
      let max = Int(text[text.index(after: middle)...]), max > 0
    else { throw ValidationError("it must be a key and a number of at least 1, such as database=3") }
    return LimitSpec(key: String(text[..<middle]), max: max)
  }

  /// "https://…", "failure:https://…"
  @Sendable static func callback(_ text: String) throws -> CallbackSpec {
    let (outcome, url) = try outcome(text)
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ValidationError("it must be a URL with http or https; for a command there are --on-end and --on-failure")
    }
    if url.contains(where: \.isWhitespace) {
      throw ValidationError("a URL has no spaces in it; for a command there are --on-end and --on-failure")
    }
    return CallbackSpec(url: url, on: outcome)
  }

  /// "10/s", "100/m:20", "5/10s"
  @Sendable static func rate(_ text: String) throws -> RateSpec {
    let wrong = ValidationError("it must be a rate such as 10/s, 100/m or 5/10s, with 10/s:20 for 20 at once")
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let parts = halves.first?.split(separator: "/", omittingEmptySubsequences: false), halves.count <= 2,
      parts.count == 2, let count = Int(parts[0]), count > 0, let unit = parts[1].first
    else { throw wrong }
    let period = unit.isNumber ? String(parts[1]) : "1" + parts[1]
    guard let per = try? WireDuration(parsing: period), per.micros > 0 else { throw wrong }
    guard halves.count == 2 else { return RateSpec(count: count, per: per) }
    guard let burst = Int(halves[1]), burst > 0 else { throw wrong }
    return RateSpec(count: count, per: per, burst: burst)
  }
}
