// Time zones as people type them: in any case, and with a typing error now and then. The zone files of this machine say
// which there are; what they do not know may still be known to the daemon.

import ArgumentParser
import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The names in a directory of zone files.
struct ZoneNames {
  var directory = "/usr/share/zoneinfo"

  /// No area has as many zones.
  private static let entriesMax = 2_000
  /// Other forms of the same zones.
  private static let variants: Set<String> = ["posix", "right"]

  /// `local`, or a zone in any case; a name that is close to one is refused with it.
  func zone(_ text: String) throws -> String {
    if text.lowercased() == "local" { return try Self.local() }
    let wanted = text.replacing(" ", with: "_")
    if let name = find(wanted) { return name }
    if let meant = suggestion(wanted) {
      throw ValidationError("there is no time zone '\(text)'; did you mean '\(meant)'?")
    }
    return text
  }

  /// The zone of this machine.
  static func local() throws -> String {
    guard let name = LocalZone.name else {
      throw ValidationError(
        "This machine does not say in which time zone it is; give --timezone, such as Europe/Berlin.")
    }
    return ZoneNames().find(name) ?? name
  }

  /// A zone by its name in any case. One that has no area is one of Etc, if there is such a one: the daemon wants areas.
  func find(_ text: String) -> String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...3).contains(parts.count), let name = walk(parts) else { return nil }
    if name.contains("/") || name == "UTC" { return name }
    return walk(["Etc", name]) ?? name
  }

  private func walk(_ parts: [String]) -> String? {
    var found: [String] = []
    for part in parts {
      let names = entries(of: found)
      guard
        let name = names.first(where: { $0 == part }) ?? names.first(where: { $0.lowercased() == part.lowercased() })
      else { return nil }
      found.append(name)
    }
    return isFile(found) ? found.joined(separator: "/") : nil
  }

  /// The zone that was probably meant: of the same area, or the town of any area.
  private func suggestion(_ text: String) -> String? {
    let parts = text.split(separator: "/").map(String.init)
    guard let town = parts.last, parts.count <= 3 else { return nil }
    let areas = entries(of: []).filter { !Self.variants.contains($0) && !isFile([$0]) }
    if parts.count > 1 {
      let area = areas.first { $0.lowercased() == parts[0].lowercased() } ?? closest(parts[0], among: areas)
      if let area, let name = closest(town, among: entries(of: [area])) { return area + "/" + name }
    }
    let towns = areas.flatMap { area in entries(of: [area]).map { (area: area, town: $0) } }
    let same = towns.first { $0.town.lowercased() == town.lowercased() }
    if let same { return same.area + "/" + same.town }
    guard let near = closest(town, among: towns.map(\.town)) else { return nil }
    return towns.first { $0.town == near }.map { $0.area + "/" + $0.town }
  }

  private func closest(_ name: String, among names: [String]) -> String? {
    let hit = NameHint.closest(to: name, among: names.map { $0.lowercased() })
    return names.first { $0.lowercased() == hit }
  }

  private func entries(of parts: [String]) -> [String] {
    // The name is read where it stands: a copy of the whole entry would reach beyond its end.
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name),
      let stream = opendir(([directory] + parts).joined(separator: "/"))
    else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < Self.entriesMax, let entry = readdir(stream) {
      let name = String(cString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private func isFile(_ parts: [String]) -> Bool {
    var status = stat()
    return stat(([directory] + parts).joined(separator: "/"), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
