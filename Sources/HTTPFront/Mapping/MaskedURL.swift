// URLs as answers show them: where they go, without the secrets in them.

import JobWire

/// How much of URLs a reader is shown.
package enum URLSight: Sendable {
  /// Where they go: scheme, host and port. For who only looks on: many a URL is a key, to whoever has it.
  case host
  /// The path, and the names in the query, too: for who submits such things, and wants to tell one from another.
  case path
}

/// Hides what is secret in a URL: the user and password before the host, every value of its query, and what stands
/// behind a `#`.
enum MaskedURL {
  static func text(of url: String, for sight: URLSight) -> String {
    // What stands behind a host that is known.
    guard let mark = url.firstRange(of: "://") else { return sight == .path ? path(masked: url[...]) : SpecView.mask }
    let rest = url[mark.upperBound...]
    let hostEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var host = rest[..<hostEnd]
    var masked = String(url[..<mark.upperBound])
    if let at = host.lastIndex(of: "@") {
      masked += SpecView.mask + "@"
      host = host[host.index(after: at)...]
    }
    masked += host
    let target = rest[hostEnd...]
    switch sight {
    case .host: return masked + (target.isEmpty || target == "/" ? String(target) : "/" + SpecView.mask)
    case .path: return masked + path(masked: target)
    }
  }

  private static func path(masked target: Substring) -> String {
    let end = target.firstIndex(of: "#") ?? target.endIndex
    let fragment = end < target.endIndex ? "#" + SpecView.mask : ""
    guard let mark = target[..<end].firstIndex(of: "?") else { return target[..<end] + fragment }
    let items = target[target.index(after: mark)..<end].split(separator: "&", omittingEmptySubsequences: false)
    // Names stay: they tell a person which of several URLs this is. What has no value may be one.
    let shown = items.map { item in
      item.firstIndex(of: "=").map { "\(item[...$0])\(SpecView.mask)" } ?? (item.isEmpty ? "" : SpecView.mask)
    }
    return target[...mark] + shown.joined(separator: "&") + fragment
  }
}
