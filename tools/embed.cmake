# embed(NAME KEEP FILES…): writes generated/NAME.inc, one row {name, text} for each file, as members of a C array; KEEP says what of the
# file name is kept, as get_filename_component() calls it.
function(embed name keep)
  set(rows "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(row ${file} ${keep})
    file(READ ${file} text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n\"" text "${text}")
    string(APPEND rows "{\"${row}\", \"${text}\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${name}.inc CONTENT "${rows}" @ONLY)
endfunction()

file(GLOB theme_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/themes/*.yaml)
embed(themes NAME_WE ${theme_files})
file(GLOB completion_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/completion/*)
embed(completions NAME ${completion_files})
file(GLOB list_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/research/lists/*.csv
                                       ${PROJECT_SOURCE_DIR}/src/research/lists/*.txt)
embed(lists NAME ${list_files})

# The scenarios of the demo tenant go into the object as they are (src/tenant/state/scenario_embedded.c).
file(GLOB scenario_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scenarios/*.json)
set_source_files_properties(src/tenant/state/scenario_embedded.c PROPERTIES
  OBJECT_DEPENDS "${scenario_files}"
  COMPILE_DEFINITIONS "SCENARIO_FOLDER=\"${PROJECT_SOURCE_DIR}/scenarios/\"")
