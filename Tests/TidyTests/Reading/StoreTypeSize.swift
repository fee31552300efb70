// How large a type of the store is.

/// What is counted of a type; by itself, what any may have.
struct StoreTypeSize {
  var properties = 8
  var methods = 40
  /// In which it is declared or extended.
  var files = 6
}
