// A callback's URL as answers show it: where it goes, without the secrets in it.

import JobWire

/// Hides what is secret in a URL: the user and password before the host, and every value of its query.
enum MaskedURL {
  static func text(of url: String) -> String {
    guard let mark = url.firstRange(of: "://") else { return url }
    let rest = url[mark.upperBound...]
    let hostEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var host = rest[..<hostEnd]
    var masked = String(url[..<mark.upperBound])
    if let at = host.lastIndex(of: "@") {
      masked += SpecView.mask + "@"
      host = host[host.index(after: at)...]
    }
    return masked + host + query(masked: rest[hostEnd...])
  }

  /// Names stay: they tell a person which of several URLs this is.
  private static func query(masked path: Substring) -> String {
    guard let mark = path.firstIndex(of: "?") else { return String(path) }
    let items = path[path.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
    let shown = items.map { item in
      item.firstIndex(of: "=").map { "\(item[...$0])\(SpecView.mask)" } ?? String(item)
    }
    return path[...mark] + shown.joined(separator: "&")
  }
}
