# What is installed where, and the Debian packages of it: `roster` and `roster-tenant` are a component each.
include(GNUInstallDirs)

# The manual is written by the programs themselves.
set(manual ${PROJECT_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${manual}/made
  COMMAND ${CMAKE_COMMAND} -DROSTER=$<TARGET_FILE:roster> -DTENANT=$<TARGET_FILE:roster-tenant> -DOUT=${manual}
          -P ${PROJECT_SOURCE_DIR}/tools/manual.cmake
  DEPENDS roster roster-tenant ${PROJECT_SOURCE_DIR}/tools/manual.cmake VERBATIM)
add_custom_target(manual ALL DEPENDS ${manual}/made)

install(TARGETS roster RUNTIME COMPONENT roster)
install(TARGETS roster-tenant RUNTIME COMPONENT roster-tenant)
foreach(section 1 5 7)
  install(DIRECTORY ${manual}/roster/man${section}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} COMPONENT roster)
endforeach()
install(DIRECTORY ${manual}/roster-tenant/man1/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT roster-tenant)
install(FILES completion/roster.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME roster COMPONENT roster)
install(FILES completion/roster.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT roster)
# zsh looks below /usr elsewhere than below /usr/local, and which it is is known when it is installed.
install(CODE "set(zsh site-functions)
if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
  set(zsh vendor-completions)
endif()
file(INSTALL \"${PROJECT_SOURCE_DIR}/completion/_roster\" DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${zsh}\")"
  COMPONENT roster)
set(documents ${CMAKE_INSTALL_DATADIR}/doc)
install(FILES README.md SECURITY.md docs/ACTIONS.md docs/CONFIGURATION.md docs/JSON.md docs/PREFILL.md docs/SETUP.md
        DESTINATION ${documents}/roster COMPONENT roster)
install(FILES docs/TENANT.md DESTINATION ${documents}/roster-tenant COMPONENT roster-tenant)

# --- Debian ---

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME roster)
set(CPACK_PACKAGE_VENDOR "the roster authors")
set(CPACK_PACKAGE_CONTACT "The roster authors <maintainers@roster.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL roster roster-tenant)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_ROSTER_PACKAGE_NAME roster)
set(CPACK_DEBIAN_ROSTER_PACKAGE_DEPENDS ca-certificates)
set(CPACK_DEBIAN_ROSTER_PACKAGE_RECOMMENDS "roster-tenant (= ${PROJECT_VERSION}-1)")
set(CPACK_COMPONENT_ROSTER_DESCRIPTION "keyboard-driven administration of Microsoft 365 users
A table of a tenant's users on the terminal, and behind each row what is
done to one user or to hundreds, shown as exact requests before anything is
sent and written to a journal when it is. It researches accounts that may be
compromised, contains them, and takes back what was done.

The same is there as a command line with JSON for scripts.")
set(CPACK_DEBIAN_ROSTER-TENANT_PACKAGE_NAME roster-tenant)
set(CPACK_COMPONENT_ROSTER-TENANT_DESCRIPTION "demo tenant for roster, the administration of Microsoft 365 users
A program that answers on loopback as the services of Microsoft 365 do, with
a made-up company. Everything that roster does can be tried and tested on it
without an account. Nothing leaves the machine.")

# Each package has its copyright and its changelog, as Debian's policy wants them.
find_program(GZIP gzip)
file(READ ${PROJECT_SOURCE_DIR}/LICENSE licence)
foreach(package roster roster-tenant)
  set(folder ${PROJECT_BINARY_DIR}/debian/${package})
  file(CONFIGURE OUTPUT ${folder}/copyright CONTENT "roster\n\n${licence}" @ONLY)
  file(WRITE ${folder}/changelog.Debian "${package} (${PROJECT_VERSION}-1) unstable; urgency=medium

  * CHANGELOG.md says what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${ROSTER_DATE_MAIL}
")
  configure_file(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${folder}/changelog COPYONLY)
  # There is no bug of Debian's that a first upload would close.
  file(WRITE ${folder}/overrides "${package}: initial-upload-closes-no-bugs *\n")
  install(FILES ${folder}/overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME ${package}
          COMPONENT ${package} EXCLUDE_FROM_ALL)
  if(GZIP)
    execute_process(COMMAND ${GZIP} -9nf changelog changelog.Debian WORKING_DIRECTORY ${folder})
    install(FILES ${folder}/copyright ${folder}/changelog.gz ${folder}/changelog.Debian.gz
            DESTINATION ${documents}/${package} COMPONENT ${package})
  endif()
endforeach()
include(CPack)
