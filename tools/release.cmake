# When this version was released: by the first heading of CHANGELOG.md, "## 0.1.0 (2026-11-28)"; and which commit it is built from.
file(STRINGS ${PROJECT_SOURCE_DIR}/CHANGELOG.md headings REGEX "^## ")
list(GET headings 0 heading)
if(NOT heading MATCHES "^## ${PROJECT_VERSION} \\(([0-9]+)-([0-9]+)-([0-9]+)\\)$")
  message(FATAL_ERROR "CHANGELOG.md begins with \"${heading}\", not with \"## ${PROJECT_VERSION} (YEAR-MONTH-DAY)\"")
endif()
set(ROSTER_DATE ${CMAKE_MATCH_1}-${CMAKE_MATCH_2}-${CMAKE_MATCH_3})
set(months January February March April May June July August September October November December)
math(EXPR month "${CMAKE_MATCH_2} - 1")
math(EXPR day "${CMAKE_MATCH_3}")
list(GET months ${month} month)
execute_process(COMMAND date -u -d "${ROSTER_DATE} 12:00" -R OUTPUT_VARIABLE ROSTER_DATE_MAIL OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
set(ROSTER_RELEASED "${month} ${day}, ${CMAKE_MATCH_1}")

add_custom_target(commit BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/commit.inc
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUT=${PROJECT_BINARY_DIR}/generated/commit.inc
          -P ${PROJECT_SOURCE_DIR}/tools/commit.cmake)
