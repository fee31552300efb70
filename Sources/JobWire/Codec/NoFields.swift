// The body of a request that says everything by its path: nothing, or an object without fields.

/// An object that has no fields.
package struct NoFields: WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package init(fields reader: inout ObjectReader) {}
}
