// Written by `swift run generate-grammar` from Grammar/functions.tsv; edit that instead.

/// A function of the expression language, by name and call style. The raw value is part of the program format.
package enum FunctionID: UInt16, BitwiseCopyable, CaseIterable, Sendable {
  /// `size` (global). Code points of a string, bytes of bytes, elements of a list, entries of a map.
  case size = 1
  /// `size` (member). The same as a method.
  case sizeMethod = 2
  /// `contains` (member). Whether the text occurs in it.
  case contains = 3
  /// `startsWith` (member). Whether it begins with the text.
  case startsWith = 4
  /// `endsWith` (member). Whether it ends with the text.
  case endsWith = 5
  /// `matches` (member). Whether the regular expression (RE2) matches anywhere in it; linear time.
  case matchesMethod = 6
  /// `matches` (global). The same as a function.
  case matches = 7
  /// `int` (global). To a signed integer: doubles and decimals are cut toward zero, timestamps give seconds since
  /// 1970; what does not fit is an error.
  case int = 10
  /// `uint` (global). To an unsigned integer.
  case uint = 11
  /// `double` (global). To a double, correctly rounded.
  case double = 12
  /// `string` (global). To text: RFC 3339 timestamps, durations in seconds, bytes read as UTF-8.
  case string = 13
  /// `bytes` (global). The text's UTF-8 bytes.
  case bytes = 14
  /// `bool` (global). From '1', 't', 'true' and '0', 'f', 'false', also capitalised.
  case bool = 15
  /// `timestamp` (global). From RFC 3339 text or from seconds since 1970.
  case timestamp = 16
  /// `duration` (global). From text such as '90s', '1h30m', '500ms', '7d'.
  case duration = 17
  /// `type` (global). The value's type.
  case type = 18
  /// `dyn` (global). The same value, its type left open to run time.
  case dyn = 19
  /// `getFullYear` (member). Year; in UTC, or in the named zone or offset.
  case getFullYear = 30
  /// `getMonth` (member). Month, from 0; in UTC, or in the named zone or offset.
  case getMonth = 31
  /// `getDate` (member). Day of the month, from 1; in UTC, or in the named zone or offset.
  case getDate = 32
  /// `getDayOfMonth` (member). Day of the month, from 0; in UTC, or in the named zone or offset.
  case getDayOfMonth = 33
  /// `getDayOfWeek` (member). Day of the week, Sunday is 0; in UTC, or in the named zone or offset.
  case getDayOfWeek = 34
  /// `getDayOfYear` (member). Day of the year, from 0; in UTC, or in the named zone or offset.
  case getDayOfYear = 35
  /// `getHours` (member). Hour of the day; in UTC, or in the named zone or offset. Of a duration: whole hours.
  case getHours = 36
  /// `getMinutes` (member). Minute of the hour; in UTC, or in the named zone or offset. Of a duration: whole minutes.
  case getMinutes = 37
  /// `getSeconds` (member). Second of the minute; in UTC, or in the named zone or offset. Of a duration: whole
  /// seconds.
  case getSeconds = 38
  /// `getMilliseconds` (member). Milliseconds of the second; in UTC, or in the named zone or offset. Of a duration:
  /// those beyond its whole seconds.
  case getMilliseconds = 39
  /// `charAt` (member). The code point at a position; the empty text at the very end.
  case charAt = 50
  /// `indexOf` (member). Position of the first occurrence, from a position on; -1 where there is none.
  case indexOf = 51
  /// `lastIndexOf` (member). Position of the last occurrence that begins at or before a position; -1 where there is
  /// none.
  case lastIndexOf = 52
  /// `join` (member). The texts one after another, with a text between.
  case join = 53
  /// `split` (member). The parts between a text; at most so many (negative: all).
  case split = 54
  /// `substring` (member). The code points from a position up to, not including, another.
  case substring = 55
  /// `replace` (member). Every occurrence of a text, or the first so many, replaced by another.
  case replace = 56
  /// `trim` (member). Without white space (Unicode) at both ends.
  case trim = 57
  /// `lowerAscii` (member). ASCII letters in lower case.
  case lowerAscii = 58
  /// `upperAscii` (member). ASCII letters in upper case.
  case upperAscii = 59
  /// `reverse` (member). The code points or elements in reverse order.
  case reverse = 60
  /// `strings.quote` (global). The text as a quoted literal that is safe to print.
  case stringsQuote = 61
  /// `format` (member). Fills %s %d %f %e %b %o %x %X %% with the elements of a list, in order.
  case format = 62
  /// `math.greatest` (global). The greatest of the numbers, or of a list of numbers.
  case mathGreatest = 80
  /// `math.least` (global). The least of the numbers, or of a list of numbers.
  case mathLeast = 81
  /// `math.ceil` (global). The least whole number that is not less.
  case mathCeil = 82
  /// `math.floor` (global). The greatest whole number that is not greater.
  case mathFloor = 83
  /// `math.round` (global). The nearest whole number; halves away from zero.
  case mathRound = 84
  /// `math.trunc` (global). The whole part.
  case mathTrunc = 85
  /// `math.abs` (global). The number without its sign; an error for the least int.
  case mathAbs = 86
  /// `math.sign` (global). -1, 0 or 1, as the same kind of number.
  case mathSign = 87
  /// `math.isNaN` (global). Whether it is not a number.
  case mathIsNaN = 88
  /// `math.isInf` (global). Whether it is infinite.
  case mathIsInf = 89
  /// `math.isFinite` (global). Whether it is neither infinite nor NaN.
  case mathIsFinite = 90
  /// `math.sqrt` (global). The square root; NaN for a negative number.
  case mathSqrt = 91
  /// `math.bitAnd` (global). Bitwise and.
  case mathBitAnd = 92
  /// `math.bitOr` (global). Bitwise or.
  case mathBitOr = 93
  /// `math.bitXor` (global). Bitwise exclusive or.
  case mathBitXor = 94
  /// `math.bitNot` (global). Bitwise complement.
  case mathBitNot = 95
  /// `math.bitShiftLeft` (global). Shifted left; 0 from 64 places on; an error for a negative count.
  case mathBitShiftLeft = 96
  /// `math.bitShiftRight` (global). Shifted right, zeros coming in; 0 from 64 places on; an error for a negative
  /// count.
  case mathBitShiftRight = 97
  /// `distinct` (member). The elements without repetition, in the order of their first occurrence.
  case distinct = 110
  /// `flatten` (member). Nested lists laid out, one level or so many deep.
  case flatten = 111
  /// `lists.range` (global). The integers from 0 up to, not including, a number.
  case listsRange = 112
  /// `slice` (member). The elements from a position up to, not including, another.
  case slice = 113
  /// `sort` (member). The elements in ascending order; all of one kind that can be ordered.
  case sort = 114
  /// `@sortByAssociatedKeys` (member). The elements in the order of the keys at the same positions (the macro
  /// sortBy).
  case sortByAssociatedKeys = 115
  /// `first` (member). The first element, if there is one.
  case first = 116
  /// `last` (member). The last element, if there is one.
  case last = 117
  /// `sum` (member). The elements added up; 0 for an empty list.
  case sum = 118
  /// `sets.contains` (global). Whether the first list has every element of the second.
  case setsContains = 130
  /// `sets.equivalent` (global). Whether both lists have the same elements, repetition and order aside.
  case setsEquivalent = 131
  /// `sets.intersects` (global). Whether the lists have an element in common.
  case setsIntersects = 132
  /// `base64.encode` (global). Base64 text (RFC 4648), padded.
  case base64Encode = 140
  /// `base64.decode` (global). The bytes of base64 text; the padding may be missing.
  case base64Decode = 141
  /// `optional.of` (global). An optional that holds the value.
  case optionalOf = 150
  /// `optional.ofNonZeroValue` (global). An optional that holds the value, unless it is null, false, 0 or empty.
  case optionalOfNonZeroValue = 151
  /// `optional.none` (global). The empty optional.
  case optionalNone = 152
  /// `optional.unwrap` (global). The values of those that have one.
  case optionalUnwrap = 153
  /// `unwrapOpt` (member). The same as a method.
  case unwrapOpt = 154
  /// `value` (member). The value; an error for the empty optional.
  case value = 155
  /// `hasValue` (member). Whether there is a value.
  case hasValue = 156
  /// `or` (member). This optional, or the other one if this is empty.
  case or = 157
  /// `orValue` (member). The value, or the other one if there is none.
  case orValue = 158
  /// `regex.extract` (global). The first match of a regular expression: its group, if it has one, else the whole.
  case regexExtract = 170
  /// `regex.extractAll` (global). All matches: the group of each, if the expression has one, else the whole.
  case regexExtractAll = 171
  /// `regex.replace` (global). Every match, or the first so many, replaced; \1 to \9 stand for groups.
  case regexReplace = 172
  /// `decimal` (global). An exact decimal number of up to 18 places; a double gives its shortest text.
  case decimal = 180
  /// `decimal.divide` (global). The quotient, rounded half to even to so many places.
  case decimalDivide = 181
  /// `round` (member). Rounded half to even to so many places.
  case round = 182
  /// `json.encode` (global). Canonical JSON: keys in insertion order, no spaces.
  case jsonEncode = 190
  /// `json.parse` (global). The value of JSON text.
  case jsonParse = 191
}

extension FunctionTable {
  static let rows: [Row] = [
    Row(
      .size, "size", isMember: false,
      "size(string) -> int ; size(bytes) -> int ; size(list<T>) -> int ; size(map<K, V>) -> int",
      "Code points of a string, bytes of bytes, elements of a list, entries of a map."),
    Row(
      .sizeMethod, "size", isMember: true,
      "string.size() -> int ; bytes.size() -> int ; list<T>.size() -> int ; map<K, V>.size() -> int",
      "The same as a method."),
    Row(
      .contains, "contains", isMember: true,
      "string.contains(string) -> bool",
      "Whether the text occurs in it."),
    Row(
      .startsWith, "startsWith", isMember: true,
      "string.startsWith(string) -> bool",
      "Whether it begins with the text."),
    Row(
      .endsWith, "endsWith", isMember: true,
      "string.endsWith(string) -> bool",
      "Whether it ends with the text."),
    Row(
      .matchesMethod, "matches", isMember: true,
      "string.matches(string) -> bool",
      "Whether the regular expression (RE2) matches anywhere in it; linear time."),
    Row(
      .matches, "matches", isMember: false,
      "matches(string, string) -> bool",
      "The same as a function."),
    Row(
      .int, "int", isMember: false,
      """
        int(int) -> int ; int(uint) -> int ; int(double) -> int ; int(string) -> int ; int(timestamp) -> \
        int ; int(decimal) -> int
        """,
      """
        To a signed integer: doubles and decimals are cut toward zero, timestamps give seconds since \
        1970; what does not fit is an error.
        """),
    Row(
      .uint, "uint", isMember: false,
      """
        uint(uint) -> uint ; uint(int) -> uint ; uint(double) -> uint ; uint(string) -> uint ; \
        uint(decimal) -> uint
        """,
      "To an unsigned integer."),
    Row(
      .double, "double", isMember: false,
      """
        double(double) -> double ; double(int) -> double ; double(uint) -> double ; double(string) -> \
        double ; double(decimal) -> double
        """,
      "To a double, correctly rounded."),
    Row(
      .string, "string", isMember: false,
      """
        string(string) -> string ; string(bool) -> string ; string(int) -> string ; string(uint) -> \
        string ; string(double) -> string ; string(bytes) -> string ; string(timestamp) -> string ; \
        string(duration) -> string ; string(decimal) -> string
        """,
      "To text: RFC 3339 timestamps, durations in seconds, bytes read as UTF-8."),
    Row(
      .bytes, "bytes", isMember: false,
      "bytes(bytes) -> bytes ; bytes(string) -> bytes",
      "The text's UTF-8 bytes."),
    Row(
      .bool, "bool", isMember: false,
      "bool(bool) -> bool ; bool(string) -> bool",
      "From '1', 't', 'true' and '0', 'f', 'false', also capitalised."),
    Row(
      .timestamp, "timestamp", isMember: false,
      "timestamp(timestamp) -> timestamp ; timestamp(string) -> timestamp ; timestamp(int) -> timestamp",
      "From RFC 3339 text or from seconds since 1970."),
    Row(
      .duration, "duration", isMember: false,
      "duration(duration) -> duration ; duration(string) -> duration",
      "From text such as '90s', '1h30m', '500ms', '7d'."),
    Row(
      .type, "type", isMember: false,
      "type(T) -> type<T>",
      "The value's type."),
    Row(
      .dyn, "dyn", isMember: false,
      "dyn(T) -> dyn",
      "The same value, its type left open to run time."),
    Row(
      .getFullYear, "getFullYear", isMember: true,
      "timestamp.getFullYear() -> int ; timestamp.getFullYear(string) -> int",
      "Year; in UTC, or in the named zone or offset."),
    Row(
      .getMonth, "getMonth", isMember: true,
      "timestamp.getMonth() -> int ; timestamp.getMonth(string) -> int",
      "Month, from 0; in UTC, or in the named zone or offset."),
    Row(
      .getDate, "getDate", isMember: true,
      "timestamp.getDate() -> int ; timestamp.getDate(string) -> int",
      "Day of the month, from 1; in UTC, or in the named zone or offset."),
    Row(
      .getDayOfMonth, "getDayOfMonth", isMember: true,
      "timestamp.getDayOfMonth() -> int ; timestamp.getDayOfMonth(string) -> int",
      "Day of the month, from 0; in UTC, or in the named zone or offset."),
    Row(
      .getDayOfWeek, "getDayOfWeek", isMember: true,
      "timestamp.getDayOfWeek() -> int ; timestamp.getDayOfWeek(string) -> int",
      "Day of the week, Sunday is 0; in UTC, or in the named zone or offset."),
    Row(
      .getDayOfYear, "getDayOfYear", isMember: true,
      "timestamp.getDayOfYear() -> int ; timestamp.getDayOfYear(string) -> int",
      "Day of the year, from 0; in UTC, or in the named zone or offset."),
    Row(
      .getHours, "getHours", isMember: true,
      "timestamp.getHours() -> int ; timestamp.getHours(string) -> int ; duration.getHours() -> int",
      "Hour of the day; in UTC, or in the named zone or offset. Of a duration: whole hours."),
    Row(
      .getMinutes, "getMinutes", isMember: true,
      """
        timestamp.getMinutes() -> int ; timestamp.getMinutes(string) -> int ; duration.getMinutes() -> \
        int
        """,
      "Minute of the hour; in UTC, or in the named zone or offset. Of a duration: whole minutes."),
    Row(
      .getSeconds, "getSeconds", isMember: true,
      """
        timestamp.getSeconds() -> int ; timestamp.getSeconds(string) -> int ; duration.getSeconds() -> \
        int
        """,
      "Second of the minute; in UTC, or in the named zone or offset. Of a duration: whole seconds."),
    Row(
      .getMilliseconds, "getMilliseconds", isMember: true,
      """
        timestamp.getMilliseconds() -> int ; timestamp.getMilliseconds(string) -> int ; \
        duration.getMilliseconds() -> int
        """,
      """
        Milliseconds of the second; in UTC, or in the named zone or offset. Of a duration: those beyond \
        its whole seconds.
        """),
    Row(
      .charAt, "charAt", isMember: true,
      "string.charAt(int) -> string",
      "The code point at a position; the empty text at the very end."),
    Row(
      .indexOf, "indexOf", isMember: true,
      "string.indexOf(string) -> int ; string.indexOf(string, int) -> int",
      "Position of the first occurrence, from a position on; -1 where there is none."),
    Row(
      .lastIndexOf, "lastIndexOf", isMember: true,
      "string.lastIndexOf(string) -> int ; string.lastIndexOf(string, int) -> int",
      "Position of the last occurrence that begins at or before a position; -1 where there is none."),
    Row(
      .join, "join", isMember: true,
      "list<string>.join() -> string ; list<string>.join(string) -> string",
      "The texts one after another, with a text between."),
    Row(
      .split, "split", isMember: true,
      "string.split(string) -> list<string> ; string.split(string, int) -> list<string>",
      "The parts between a text; at most so many (negative: all)."),
    Row(
      .substring, "substring", isMember: true,
      "string.substring(int) -> string ; string.substring(int, int) -> string",
      "The code points from a position up to, not including, another."),
    Row(
      .replace, "replace", isMember: true,
      "string.replace(string, string) -> string ; string.replace(string, string, int) -> string",
      "Every occurrence of a text, or the first so many, replaced by another."),
    Row(
      .trim, "trim", isMember: true,
      "string.trim() -> string",
      "Without white space (Unicode) at both ends."),
    Row(
      .lowerAscii, "lowerAscii", isMember: true,
      "string.lowerAscii() -> string",
      "ASCII letters in lower case."),
    Row(
      .upperAscii, "upperAscii", isMember: true,
      "string.upperAscii() -> string",
      "ASCII letters in upper case."),
    Row(
      .reverse, "reverse", isMember: true,
      "string.reverse() -> string ; list<T>.reverse() -> list<T>",
      "The code points or elements in reverse order."),
    Row(
      .stringsQuote, "strings.quote", isMember: false,
      "strings.quote(string) -> string",
      "The text as a quoted literal that is safe to print."),
    Row(
      .format, "format", isMember: true,
      "string.format(list<dyn>) -> string",
      "Fills %s %d %f %e %b %o %x %X %% with the elements of a list, in order."),
    Row(
      .mathGreatest, "math.greatest", isMember: false,
      """
        math.greatest(int, int...) -> int ; math.greatest(uint, uint...) -> uint ; math.greatest(double, \
        double...) -> double ; math.greatest(decimal, decimal...) -> decimal ; math.greatest(list<int>) \
        -> int ; math.greatest(list<uint>) -> uint ; math.greatest(list<double>) -> double ; \
        math.greatest(list<decimal>) -> decimal ; math.greatest(list<dyn>) -> dyn ; math.greatest(dyn, \
        dyn...) -> dyn
        """,
      "The greatest of the numbers, or of a list of numbers."),
    Row(
      .mathLeast, "math.least", isMember: false,
      """
        math.least(int, int...) -> int ; math.least(uint, uint...) -> uint ; math.least(double, \
        double...) -> double ; math.least(decimal, decimal...) -> decimal ; math.least(list<int>) -> int \
        ; math.least(list<uint>) -> uint ; math.least(list<double>) -> double ; \
        math.least(list<decimal>) -> decimal ; math.least(list<dyn>) -> dyn ; math.least(dyn, dyn...) -> \
        dyn
        """,
      "The least of the numbers, or of a list of numbers."),
    Row(
      .mathCeil, "math.ceil", isMember: false,
      "math.ceil(double) -> double",
      "The least whole number that is not less."),
    Row(
      .mathFloor, "math.floor", isMember: false,
      "math.floor(double) -> double",
      "The greatest whole number that is not greater."),
    Row(
      .mathRound, "math.round", isMember: false,
      "math.round(double) -> double",
      "The nearest whole number; halves away from zero."),
    Row(
      .mathTrunc, "math.trunc", isMember: false,
      "math.trunc(double) -> double",
      "The whole part."),
    Row(
      .mathAbs, "math.abs", isMember: false,
      """
        math.abs(int) -> int ; math.abs(uint) -> uint ; math.abs(double) -> double ; math.abs(decimal) \
        -> decimal
        """,
      "The number without its sign; an error for the least int."),
    Row(
      .mathSign, "math.sign", isMember: false,
      """
        math.sign(int) -> int ; math.sign(uint) -> uint ; math.sign(double) -> double ; \
        math.sign(decimal) -> decimal
        """,
      "-1, 0 or 1, as the same kind of number."),
    Row(
      .mathIsNaN, "math.isNaN", isMember: false,
      "math.isNaN(double) -> bool",
      "Whether it is not a number."),
    Row(
      .mathIsInf, "math.isInf", isMember: false,
      "math.isInf(double) -> bool",
      "Whether it is infinite."),
    Row(
      .mathIsFinite, "math.isFinite", isMember: false,
      "math.isFinite(double) -> bool",
      "Whether it is neither infinite nor NaN."),
    Row(
      .mathSqrt, "math.sqrt", isMember: false,
      "math.sqrt(double) -> double ; math.sqrt(int) -> double ; math.sqrt(uint) -> double",
      "The square root; NaN for a negative number."),
    Row(
      .mathBitAnd, "math.bitAnd", isMember: false,
      "math.bitAnd(int, int) -> int ; math.bitAnd(uint, uint) -> uint",
      "Bitwise and."),
    Row(
      .mathBitOr, "math.bitOr", isMember: false,
      "math.bitOr(int, int) -> int ; math.bitOr(uint, uint) -> uint",
      "Bitwise or."),
    Row(
      .mathBitXor, "math.bitXor", isMember: false,
      "math.bitXor(int, int) -> int ; math.bitXor(uint, uint) -> uint",
      "Bitwise exclusive or."),
    Row(
      .mathBitNot, "math.bitNot", isMember: false,
      "math.bitNot(int) -> int ; math.bitNot(uint) -> uint",
      "Bitwise complement."),
    Row(
      .mathBitShiftLeft, "math.bitShiftLeft", isMember: false,
      "math.bitShiftLeft(int, int) -> int ; math.bitShiftLeft(uint, int) -> uint",
      "Shifted left; 0 from 64 places on; an error for a negative count."),
    Row(
      .mathBitShiftRight, "math.bitShiftRight", isMember: false,
      "math.bitShiftRight(int, int) -> int ; math.bitShiftRight(uint, int) -> uint",
      "Shifted right, zeros coming in; 0 from 64 places on; an error for a negative count."),
    Row(
      .distinct, "distinct", isMember: true,
      "list<T>.distinct() -> list<T>",
      "The elements without repetition, in the order of their first occurrence."),
    Row(
      .flatten, "flatten", isMember: true,
      """
        list<list<T>>.flatten() -> list<T> ; list<dyn>.flatten() -> list<dyn> ; list<dyn>.flatten(int) \
        -> list<dyn>
        """,
      "Nested lists laid out, one level or so many deep."),
    Row(
      .listsRange, "lists.range", isMember: false,
      "lists.range(int) -> list<int>",
      "The integers from 0 up to, not including, a number."),
    Row(
      .slice, "slice", isMember: true,
      "list<T>.slice(int, int) -> list<T>",
      "The elements from a position up to, not including, another."),
    Row(
      .sort, "sort", isMember: true,
      "list<T>.sort() -> list<T>",
      "The elements in ascending order; all of one kind that can be ordered."),
    Row(
      .sortByAssociatedKeys, "@sortByAssociatedKeys", isMember: true,
      "list<T>.@sortByAssociatedKeys(list<K>) -> list<T>",
      "The elements in the order of the keys at the same positions (the macro sortBy)."),
    Row(
      .first, "first", isMember: true,
      "list<T>.first() -> optional<T>",
      "The first element, if there is one."),
    Row(
      .last, "last", isMember: true,
      "list<T>.last() -> optional<T>",
      "The last element, if there is one."),
    Row(
      .sum, "sum", isMember: true,
      """
        list<int>.sum() -> int ; list<uint>.sum() -> uint ; list<double>.sum() -> double ; \
        list<decimal>.sum() -> decimal ; list<duration>.sum() -> duration ; list<dyn>.sum() -> dyn
        """,
      "The elements added up; 0 for an empty list."),
    Row(
      .setsContains, "sets.contains", isMember: false,
      "sets.contains(list<T>, list<T>) -> bool",
      "Whether the first list has every element of the second."),
    Row(
      .setsEquivalent, "sets.equivalent", isMember: false,
      "sets.equivalent(list<T>, list<T>) -> bool",
      "Whether both lists have the same elements, repetition and order aside."),
    Row(
      .setsIntersects, "sets.intersects", isMember: false,
      "sets.intersects(list<T>, list<T>) -> bool",
      "Whether the lists have an element in common."),
    Row(
      .base64Encode, "base64.encode", isMember: false,
      "base64.encode(bytes) -> string",
      "Base64 text (RFC 4648), padded."),
    Row(
      .base64Decode, "base64.decode", isMember: false,
      "base64.decode(string) -> bytes",
      "The bytes of base64 text; the padding may be missing."),
    Row(
      .optionalOf, "optional.of", isMember: false,
      "optional.of(T) -> optional<T>",
      "An optional that holds the value."),
    Row(
      .optionalOfNonZeroValue, "optional.ofNonZeroValue", isMember: false,
      "optional.ofNonZeroValue(T) -> optional<T>",
      "An optional that holds the value, unless it is null, false, 0 or empty."),
    Row(
      .optionalNone, "optional.none", isMember: false,
      "optional.none() -> optional<T>",
      "The empty optional."),
    Row(
      .optionalUnwrap, "optional.unwrap", isMember: false,
      "optional.unwrap(list<optional<T>>) -> list<T>",
      "The values of those that have one."),
    Row(
      .unwrapOpt, "unwrapOpt", isMember: true,
      "list<optional<T>>.unwrapOpt() -> list<T>",
      "The same as a method."),
    Row(
      .value, "value", isMember: true,
      "optional<T>.value() -> T",
      "The value; an error for the empty optional."),
    Row(
      .hasValue, "hasValue", isMember: true,
      "optional<T>.hasValue() -> bool",
      "Whether there is a value."),
    Row(
      .or, "or", isMember: true,
      "optional<T>.or(optional<T>) -> optional<T>",
      "This optional, or the other one if this is empty."),
    Row(
      .orValue, "orValue", isMember: true,
      "optional<T>.orValue(T) -> T",
      "The value, or the other one if there is none."),
    Row(
      .regexExtract, "regex.extract", isMember: false,
      "regex.extract(string, string) -> optional<string>",
      "The first match of a regular expression: its group, if it has one, else the whole."),
    Row(
      .regexExtractAll, "regex.extractAll", isMember: false,
      "regex.extractAll(string, string) -> list<string>",
      "All matches: the group of each, if the expression has one, else the whole."),
    Row(
      .regexReplace, "regex.replace", isMember: false,
      """
        regex.replace(string, string, string) -> string ; regex.replace(string, string, string, int) -> \
        string
        """,
      "Every match, or the first so many, replaced; \\1 to \\9 stand for groups."),
    Row(
      .decimal, "decimal", isMember: false,
      """
        decimal(decimal) -> decimal ; decimal(string) -> decimal ; decimal(int) -> decimal ; \
        decimal(uint) -> decimal ; decimal(double) -> decimal
        """,
      "An exact decimal number of up to 18 places; a double gives its shortest text."),
    Row(
      .decimalDivide, "decimal.divide", isMember: false,
      "decimal.divide(decimal, decimal, int) -> decimal",
      "The quotient, rounded half to even to so many places."),
    Row(
      .round, "round", isMember: true,
      "decimal.round(int) -> decimal",
      "Rounded half to even to so many places."),
    Row(
      .jsonEncode, "json.encode", isMember: false,
      "json.encode(T) -> string",
      "Canonical JSON: keys in insertion order, no spaces."),
    Row(
      .jsonParse, "json.parse", isMember: false,
      "json.parse(string) -> dyn",
      "The value of JSON text."),
  ]
}
