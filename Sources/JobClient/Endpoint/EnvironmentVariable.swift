// The environment of this process, asked by name.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads what the environment says.
package enum EnvironmentVariable {
  /// The value of a variable; nil if there is none of that name.
  package static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Those of these variables that are set.
  package static func values(_ names: [String]) -> [String: String] {
    Dictionary(names.compactMap { name in value(name).map { (name, $0) } }) { first, _ in first }
  }
}
