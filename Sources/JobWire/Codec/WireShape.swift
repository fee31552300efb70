// What a value may be on the wire, as the accessors of ObjectReader say it of themselves: the description of the API
// (OpenAPI) is made of it, so that there is no second list of fields.

/// The form of a value.
package indirect enum WireShape: Sendable {
  /// Whatever JSON there is.
  case any
  /// - Parameter bytesMax: as UTF-8; `nil` where this type sets no bound.
  case text(bytesMax: Int? = nil)
  /// Text of a form, as a regular expression says it.
  case pattern(String)
  /// One of a closed list, which may have a name of its own.
  case word([String], name: String? = nil)
  /// - Parameter only: the one that it has to be, if that is one.
  case boolean(only: Bool? = nil)
  case integer(ClosedRange<Int64> = .min ... .max)
  case number
  case duration(WireDuration.Sign = .nonNegative)
  case time
  case list(WireShape)
  /// An object with any names.
  case map(WireShape, entriesMax: Int? = nil)
  case object(any WireDecodable.Type)
  /// An object that has no type of its own.
  case fields(ObjectShape)
  case either([WireShape])

  /// The words of a type.
  package static func words<T: RawRepresentable<String> & CaseIterable>(of type: T.Type) -> WireShape {
    .word(T.allCases.map(\.rawValue), name: "\(type)")
  }
}
