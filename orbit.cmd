@echo off
rem Starts orbit on Windows; what it does is said in the script 'orbit' beside it.
setlocal
set "HOME_DIR=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
    echo error: Orbit needs Java 17 or later. Install a JDK, or set JAVA_HOME. 1>&2
    exit /b 1
)

set "HOUSE="
for %%c in (demo dev server runner bench fill-vault) do if "%~1"=="%%c" set "HOUSE=%%c"
if defined HOUSE (set "JAR=%HOME_DIR%standalone\target\orbit-standalone.jar") else (set "JAR=%HOME_DIR%cli\target\orbit-cli.jar")

if not exist "%JAR%" (
    echo Building Orbit, a few minutes the first time 1>&2
    pushd "%HOME_DIR%"
    call mvn -q -B -DskipTests package
    popd
)
if not exist "%JAR%" (
    echo error: The build failed. Maven 3.8.7 or later must be in the PATH. 1>&2
    exit /b 1
)

set "HEAP=-Xmx2g"
if "%HOUSE%"=="server" set "HEAP=-Xmx512m"
if defined HOUSE (
    "%JAVA%" %HEAP% %ORBIT_JAVA_OPTS% "-Dorbit.home=%HOME_DIR%." -jar "%JAR%" %*
) else (
    "%JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "%JAR%" %*
)
exit /b %ERRORLEVEL%
