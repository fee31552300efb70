// The time zone of whoever types: "3 o'clock" in a cron expression means three o'clock here.

import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The name of the time zone that the C library takes for the local one.
enum LocalZone {
  private static let localFile = "/etc/localtime"

  /// `nil` where the machine has a zone and does not say which.
  static var name: String? {
    name(
      variable: EnvironmentVariable.value("TZ"), link: link(localFile), hasFile: access(localFile, F_OK) == 0,
      text: (try? FileBytes.read("/etc/timezone", bytesMax: 256)).map { String(decoding: $0, as: UTF8.self) })
  }

  /// The same, of what the environment and the files say: `$TZ`, where /etc/localtime leads to, whether it is there, and
  /// what stands in /etc/timezone.
  static func name(variable: String?, link: String?, hasFile: Bool, text: String?) -> String? {
    if let variable {
      let name = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
      // Where that leads to is looked at below, as if nothing were set.
      if name != localFile { return name.isEmpty ? "UTC" : plain(inZoneFiles(name) ?? name) }
    }
    if let link, let name = inZoneFiles(link) { return plain(name) }
    if let text, let line = text.split(whereSeparator: \.isWhitespace).first { return plain(String(line)) }
    // Without that file the C library's clock shows UTC.
    return hasFile ? nil : "UTC"
  }

  /// What follows the directory of the zone files in a path.
  private static func inZoneFiles(_ path: String) -> String? {
    guard let range = path.firstRange(of: "/zoneinfo/") else { return nil }
    let name = path[range.upperBound...]
    for variant in ["posix/", "right/"] where name.hasPrefix(variant) { return String(name.dropFirst(variant.count)) }
    return String(name)
  }

  /// The name, unless it is a rule such as CET-1CEST or CET-1CEST,M3.5.0,M10.5.0/3, which is none.
  private static func plain(_ name: String) -> String? {
    // Only names with an area have figures in them, such as Etc/GMT-1.
    let others = name.contains("/") ? "-/_+0123456789" : "-"
    let isName = name.first?.isLetter == true && name.allSatisfy { $0.isASCII && ($0.isLetter || others.contains($0)) }
    return isName ? name : nil
  }

  private static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
